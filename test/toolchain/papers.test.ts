import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ConfigFile } from '../../control/apply/config-file.ts'
import { webhook } from '../../destinations/webhook/index.ts'
import manifest from '../../package.json' with { type: 'json' }

const readme = readFileSync('README.md', 'utf8')

describe('README', () => {
  test('shows the two commands', () => {
    expect(readme).toContain('npm ci && npm start')
    expect(readme).toContain('npm ci && npm test')
  })

  test('has the order that the first run posts', () => {
    expect(readme).toMatch(/<!-- first order -->\n```sh\ncurl /)
  })

  test('names only folders and files that are there', () => {
    const named = [...readme.matchAll(/`([a-z.]+\/[\w./-]*)`/g)].map(([, path]) => path ?? '')
    const ours = named.filter((path) => !path.startsWith('.tracklayer'))
    expect(ours.filter((path) => !existsSync(path))).toEqual([])
    expect(ours.length).toBeGreaterThan(10)
  })

  test('names only npm scripts that are there', () => {
    for (const paper of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']) {
      const scripts = [...readFileSync(paper, 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '')
      expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([])
    }
  })

  test('shows a configuration file that apply can read', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)\n```/.exec(readme) ?? []
    const secret = `whsec_${Buffer.alloc(32).toString('base64')}`
    const { workspaces } = ConfigFile.parse(parse(yaml.replaceAll('${env:MY_WEBHOOK_SECRET}', secret)))
    const [destination] = workspaces[0]?.destinations ?? []
    expect(webhook.settings.safeParse(destination?.settings)).toMatchObject({ success: true })
    expect(webhook.credentials.safeParse(destination?.credentials)).toMatchObject({ success: true })
  })

  test('links only to papers that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, path]) => path ?? '')
    expect(links.filter((path) => !existsSync(path))).toEqual([])
  })
})

describe('decisions', () => {
  const pages = readdirSync('docs/adr')
    .filter((name) => name !== '0000-template.md')
    .sort()

  test('are numbered without gaps', () => {
    expect(pages.map((name) => Number(name.slice(0, 4)))).toEqual(pages.map((_, index) => index + 1))
  })

  test.each(pages)('%s has the parts of the template', (name) => {
    const text = readFileSync(`docs/adr/${name}`, 'utf8')
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Confirmed by'])
    expect(text).toMatch(new RegExp(`^# ${name.slice(0, 4)}\\. `))
    expect(text).toMatch(/^Status: (proposed|accepted|replaced by \d{4}) · Date: \d{4}-\d\d-\d\d$/m)
  })

  test('give a reason for every production dependency', () => {
    const text = readFileSync('docs/adr/0003-dependencies.md', 'utf8')
    const [, table = ''] = /Production:\n([\s\S]*?)\nOptional:/.exec(text) ?? []
    const unexplained = Object.keys(manifest.dependencies).filter((name) => !namedIn(table, name))
    expect(unexplained).toEqual([])
  })

  function namedIn(table: string, name: string): boolean {
    const listed = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) => cell.split(', '))
    return listed.includes(name)
  }
})

test('the lockfile names no registry', () => {
  const hosts = readFileSync('package-lock.json', 'utf8').match(/"resolved": "[^"]*"/g) ?? []
  expect(hosts).toEqual([])
})

test('every direct dependency has an exact version', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest
  const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})
