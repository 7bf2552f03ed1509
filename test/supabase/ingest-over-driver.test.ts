import { connectIngest } from '../../supabase/queries/connect.ts'
import { acceptIngestStore } from './ingest-acceptance.ts'

acceptIngestStore('the driver, shared commits', async (region) => {
  const store = connectIngest(region.database.url)
  return { store, close: store.close }
})

acceptIngestStore('the driver as an edge isolate uses it', async (region) => {
  const options = { callsInFlightMax: Number.POSITIVE_INFINITY, connectionsMax: 1, prepare: false }
  const store = connectIngest(region.database.url, options)
  return { store, close: store.close }
})
