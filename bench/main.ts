import { benchesNamed } from './benches.ts'

for (const bench of benchesNamed(process.argv.slice(2))) console.log(JSON.stringify(await bench.run()))
