import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** Runs one of our scripts as a person would, from another folder, and gives back all that it printed. */
export function runScript(
  script: string,
  options: { cwd: string; args?: readonly string[] },
): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(process.execPath, [resolve(script), ...(options.args ?? [])], { cwd: options.cwd })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (exitCode) => done({ exitCode, output }))
  })
}
