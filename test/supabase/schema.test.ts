import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dumpSchema } from '../../supabase/schema-dump.ts'
import { aDatabase } from '../support/postgres.ts'

const file = join(import.meta.dirname, '../../supabase/schema.sql')

test('the committed schema is what the migrations make; TRACKLAYER_UPDATE_SCHEMA=1 writes it anew', async () => {
  const { sql } = await aDatabase()
  const made = await dumpSchema(sql)
  if (process.env.TRACKLAYER_UPDATE_SCHEMA === '1') await writeFile(file, made)
  expect(await readFile(file, 'utf8')).toBe(made)
})
