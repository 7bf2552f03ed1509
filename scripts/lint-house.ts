import { globSync, readFileSync } from 'node:fs'
import { findingsIn } from './house-rules/findings.ts'

const skippedFolders = /(^|\/)(node_modules|\.tracklayer|\.git)$/

const files = globSync('**/*.ts', { exclude: (path) => skippedFolders.test(path) })
const findings = files.flatMap((file) => findingsIn(file, readFileSync(file, 'utf8')))
for (const finding of findings) console.error(`  ${finding}`)

if (files.length === 0) console.error('0 files were read: the check saw nothing, so it proves nothing.')
else if (findings.length === 0) console.log(`house rules hold in ${files.length} files`)
process.exit(files.length > 0 && findings.length === 0 ? 0 : 1)
