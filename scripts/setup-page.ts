import { readFileSync } from 'node:fs'
import { dingtalkPermissions, dingtalkSteps } from '../src/setup/dingtalk/guide.ts'
import { FOUND } from '../src/setup/found.ts'
import { neededPermissions, type MicrosoftFeatures, type NeededPermission } from '../src/setup/microsoft/permissions.ts'

const PAGE = new URL('../docs/setup.md', import.meta.url)

/** `docs/setup.md`, with the parts anew that the source knows. @throws where the page lacks a part, or has one that nobody makes */
export function setupPage(): string {
  const parts: Readonly<Record<string, () => readonly string[]>> = { 'microsoft permissions': microsoftPermissions, 'dingtalk permissions': permissionsOfDingtalk, 'dingtalk steps': stepsOfDingtalk, found: whatIsFound }
  const made = new Set<string>()
  const text = readFileSync(PAGE, 'utf8').replaceAll(/(<!-- made from src\/setup: (.+) -->\n)[^]*?(<!-- end -->)/g, (_all, begin: string, name: string, end: string) => {
    made.add(name)
    return `${begin}\n${(parts[name]?.() ?? []).join('\n')}\n\n${end}`
  })
  const odd = [...Object.keys(parts).filter((name) => !made.has(name)), ...[...made].filter((name) => parts[name] === undefined)]
  if (odd.length > 0) throw new Error(`docs/setup.md and scripts/setup-page.ts do not agree about: ${odd.join(', ')}`)
  return text
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)

const FEATURES = { writes: 'Mail, in both directions or to Outlook', readsOnly: 'Mail, to DingTalk only', importMime: 'Copies byte for byte, by import', imap: 'Copies byte for byte, by IMAP', checks: 'Safety measures checked by machine' } as const

/** What each feature adds to what is needed without it, for an app by itself and for people who sign in. */
function microsoftPermissions(): readonly string[] {
  const plain = { writes: true, importMime: false, imap: false, checks: false }
  const added = (signIn: MicrosoftFeatures['signIn'], more: Partial<MicrosoftFeatures>): readonly NeededPermission[] => {
    const without = new Set(neededPermissions({ signIn, ...plain }).map(({ name }) => name))
    return neededPermissions({ signIn, ...plain, ...more }).filter(({ name }) => !without.has(name))
  }
  const rowsOf = (feature: string, ofApp: readonly NeededPermission[], ofPerson: readonly NeededPermission[]): readonly (readonly string[])[] => [
    [feature, named(ofApp), named(ofPerson), [...new Set([...ofApp, ...ofPerson].map(({ why }) => why))].join(' ')],
  ]
  const [app, person] = (['app', 'person'] as const).map((signIn) => neededPermissions({ signIn, ...plain }))
  return table(
    ['For', 'App by itself', 'Each person signs in', 'Why'],
    [
      ...rowsOf(FEATURES.writes, app ?? [], person ?? []),
      ...rowsOf(FEATURES.readsOnly, added('app', { writes: false }), added('person', { writes: false })),
      ...(['importMime', 'imap', 'checks'] as const).flatMap((feature) => rowsOf(FEATURES[feature], added('app', { [feature]: true }), added('person', { [feature]: true }))),
    ],
  )
}

const named = (permissions: readonly NeededPermission[]): string =>
  permissions.map(({ name, api, canBeNarrowed }) => `\`${name}\`${api === 'Microsoft Graph' ? '' : ` (${api})`}${canBeNarrowed ? ', can be narrowed' : ''}`).join('<br>')

function permissionsOfDingtalk(): readonly string[] {
  const paid = { console: 'alimail', edition: 'paid', openapi: true } as const
  const rows = [true, false].flatMap((writes) => dingtalkPermissions({ ...paid, writes }).map(({ name, why }) => [writes ? 'Mail, in both directions or to DingTalk' : 'Mail, to Outlook only', `\`${name}\``, why]))
  return table(['For', 'App of the API open platform', 'Why'], [...rows, ['Without the app, or in the free edition', '–', 'Mail crosses over IMAP; tags do not.']])
}

function stepsOfDingtalk(): readonly string[] {
  const steps = dingtalkSteps({ console: 'alimail', edition: 'paid', openapi: true, writes: true })
  return table(['Who', 'Where', 'What', ''], steps.map(({ by, where, what, sureness }) => [by, where.join(' → '), what, sureness]))
}

/** What is wrong comes before what is only worth a look. */
function whatIsFound(): readonly string[] {
  const all = Object.values(FOUND).map((each) => ({ next: '', ...each }))
  const rows = (['wrong', 'look'] as const).flatMap((weight) => all.filter((each) => each.weight === weight).map(({ what, next }) => [weight === 'wrong' ? 'In the way' : 'Worth a look', what, next]))
  return table(['', 'What is found', 'Where it is mended'], rows)
}
