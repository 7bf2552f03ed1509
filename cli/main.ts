#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  user: process.env.USER ?? process.env.LOGNAME ?? 'unknown',
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  readFile: (path) => readFile(path, 'utf8'),
  fetch,
  now: () => new Date(),
  pause: (milliseconds) => setTimeout(milliseconds),
})
