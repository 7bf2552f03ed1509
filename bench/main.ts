import { parseArgs } from 'node:util'
import { benchesNamed } from './benches.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    scale: { type: 'string', default: '0.05' },
  },
})
const options = { pairs: Number(values.pairs), seconds: Number(values.seconds), scale: Number(values.scale) }
for (const bench of benchesNamed(positionals)) console.log(JSON.stringify(await bench.run(options)))
