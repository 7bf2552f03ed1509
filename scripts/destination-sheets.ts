import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sheetPages, sheetsFolder } from './destination-sheets/sheet-pages.ts'

mkdirSync(sheetsFolder, { recursive: true })
for (const [name, text] of sheetPages()) writeFileSync(join(sheetsFolder, name), text)
