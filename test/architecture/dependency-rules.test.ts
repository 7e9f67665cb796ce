import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isForTests, sourceFiles, type Import, type SourceFile } from './source-files.ts'

/** What a part may import beside its own files: whole folders (`domain/`) or single files, as values and types, or as types only. */
interface Rule {
  readonly values: readonly string[]
  readonly types?: readonly string[]
  /** Loaded when a command needs it, not when the program starts. */
  readonly lazy?: readonly string[]
}

/** Part → what it may import. The order is the reading order; the longest prefix that fits is the part of a file. */
const MAY_IMPORT: Readonly<Record<string, Rule>> = {
  'domain/': { values: [] },
  'platform/': { values: ['domain/errors.ts', 'domain/trouble.ts'], types: ['domain/instant.ts'] },
  'mime/': { values: ['domain/', 'platform/'] },
  'reconcile/': { values: ['domain/'] },
  'words/': { values: [], types: ['domain/check-word.ts', 'gate/judge-fact.ts', 'watch/alert.ts'] },
  'gate/': { values: ['domain/', 'words/'] },
  'accounts/': { values: ['domain/'], types: ['engine/ports.ts', 'gate/catalogue.ts', 'platform/'] },
  'connectors/connector.ts': { values: [], types: ['domain/', 'platform/', 'mime/'] },
  'connectors/memory/': { values: ['domain/', 'platform/', 'connectors/connector.ts'] },
  'connectors/imap/': { values: ['domain/', 'platform/', 'mime/', 'connectors/connector.ts'] },
  'connectors/dingtalk/': { values: ['domain/', 'platform/', 'mime/', 'connectors/connector.ts', 'connectors/imap/'] },
  'connectors/outlook/': { values: ['domain/', 'platform/', 'mime/', 'connectors/connector.ts', 'connectors/imap/'] },
  'engine/': { values: ['domain/', 'reconcile/', 'mime/'], types: ['platform/', 'connectors/connector.ts', 'watch/rule.ts'] },
  'store/': { values: ['domain/', 'platform/', 'accounts/account.ts', 'gate/records.ts'], types: ['accounts/', 'engine/ports.ts', 'gate/ports.ts', 'events/', 'service/ports.ts', 'privacy/ports.ts', 'watch/'] },
  'watch/': { values: ['domain/', 'events/sign.ts'], types: ['engine/ports.ts', 'platform/', 'words/languages.ts'] },
  'events/': { values: ['domain/'], types: ['engine/ports.ts', 'platform/'] },
  'backup/': { values: ['domain/', 'platform/', 'engine/read-mailbox.ts'], types: ['connectors/connector.ts', 'engine/ports.ts'] },
  'archive/': { values: ['domain/', 'platform/', 'mime/', 'backup/'], types: ['paper/'], lazy: ['paper/'] },
  'privacy/': { values: ['domain/', 'platform/', 'mime/', 'words/', 'engine/read-mailbox.ts'], types: ['connectors/connector.ts', 'engine/ports.ts', 'backup/repository.ts'] },
  'audit/': { values: ['domain/', 'paper/', 'words/'], types: ['store/store.ts'] },
  'service/': { values: ['domain/'], types: ['platform/', 'connectors/connector.ts', 'engine/'] },
  'server/': { values: ['accounts/', 'domain/', 'audit/', 'backup/tar-folder.ts', 'gate/catalogue.ts', 'gate/judge-fact.ts', 'gate/points.ts', 'platform/spool.ts', 'point-mail.ts', 'privacy/naming.ts', 'privacy/person.ts', 'privacy/proof.ts', 'privacy/register.ts', 'setup/', 'watch/alert.ts', 'watch/quiet-hours.ts', 'words/checks.ts'], lazy: ['audit/'], types: ['connections-app.ts', 'words/languages.ts', 'backup/', 'host/jobs.ts', 'privacy-app.ts', 'app.ts', 'app-types.ts', 'decide-app.ts', 'setup-app.ts', 'config/', 'engine/', 'telling-app.ts', 'watch-app.ts', 'webhooks-app.ts', 'events/', 'watch/', 'gate/', 'platform/', 'reconcile/', 'service/', 'store/store.ts'] },
  'config/': { values: ['domain/', 'words/languages.ts', 'platform/ids.ts', 'platform/folder-files.ts'] },
  'setup/': { values: ['config/', 'domain/', 'gate/judge-fact.ts', 'platform/folder-files.ts', 'platform/ids.ts'], types: ['connectors/connector.ts'] },
  'connections/': { values: ['domain/', 'setup/'], types: ['config/', 'gate/judge-fact.ts'] },
  'paper/': { values: [] },
  'cli/': { values: ['audit/', 'words/', 'support-bundle.ts', 'accounts/account.ts', 'accounts/links.ts', 'accounts/second-person.ts', 'config/', 'domain/', 'gate/catalogue.ts', 'gate/points.ts', 'privacy/person.ts', 'privacy/proof.ts', 'privacy/register.ts', 'privacy/notices.ts'], types: ['watch-app.ts', 'accounts-app.ts', 'app.ts', 'setup-app.ts', 'setup/view.ts', 'archive-app.ts', 'host/', 'server/routes/try-it.ts', 'paper/', 'engine/report.ts', 'service/ports.ts', 'platform/', 'sandbox/'], lazy: ['accounts-app.ts', 'setup/microsoft/make-certificate.ts', 'app.ts', 'setup-app.ts', 'host/', 'paper/', 'sandbox/', 'server/', 'platform/create-telemetry.ts', 'platform/keep-delays.ts'] },
  'sandbox/': { values: [] },
  'setup-checks.ts': { values: ['checks.ts', 'config/', 'connectors/', 'domain/', 'mailboxes.ts', 'platform/', 'setup/'] },
  'connections-app.ts': { values: ['config/pair-of.ts', 'connections/', 'domain/', 'setup/'], types: ['app.ts', 'config/', 'engine/report.ts', 'gate/standing.ts', 'platform/'] },
  'setup-app.ts': { values: ['config/', 'domain/', 'platform/', 'setup/', 'setup-checks.ts'] },
  'sign-in-app.ts': { values: ['domain/', 'platform/', 'config/sealed.ts', 'config/secrets-key.ts', 'connectors/outlook/sign-in/'], types: ['config/', 'store/store.ts'] },
  'mailboxes.ts': { values: ['domain/', 'platform/', 'connectors/'], types: ['config/'] },
  'checks.ts': { values: ['domain/', 'platform/'], types: ['connectors/connector.ts'] },
  'record-deed.ts': { values: ['domain/'], types: ['platform/', 'store/store.ts'] },
  'audit-app.ts': { values: ['record-deed.ts', 'domain/', 'platform/', 'service/'], types: ['config/', 'store/'] },
  'accounts-app.ts': { values: ['accounts/', 'platform/ids.ts', 'store/open-store.ts', 'config/sealed.ts', 'config/secrets-key.ts'], types: ['config/', 'platform/'] },
  'kept-store.ts': { values: ['store/'], types: ['platform/'] },
  'own-pair.ts': { values: ['domain/', 'engine/guard-writes.ts'], types: ['engine/', 'platform/', 'store/'] },
  'archive-app.ts': { values: ['record-deed.ts', 'domain/', 'platform/', 'archive/'], types: ['backup/', 'config/', 'store/store.ts'] },
  'backup-app.ts': { values: ['archive-app.ts', 'record-deed.ts', 'domain/', 'platform/', 'backup/'], types: ['config/', 'connectors/connector.ts', 'engine/report.ts', 'store/store.ts'] },
  'point-mail.ts': { values: ['archive/', 'backup/', 'domain/'], types: ['audit-app.ts', 'backup-app.ts'] },
  'probe-app.ts': { values: ['domain/', 'engine/'], types: ['platform/', 'store/store.ts'] },
  'rollback-app.ts': { values: ['domain/', 'backup/', 'engine/'], types: ['backup-app.ts', 'platform/', 'reconcile/', 'store/store.ts'] },
  'uninstall.ts': { values: ['domain/', 'config/', 'engine/'], types: ['platform/', 'reconcile/', 'store/'] },
  'gate-app.ts': { values: ['checks.ts', 'config/', 'domain/', 'gate/'], types: ['connectors/connector.ts', 'platform/', 'store/'] },
  'watch-app.ts': { values: ['config/sealed.ts', 'config/secrets-key.ts', 'domain/', 'engine/', 'platform/', 'watch/', 'words/'], types: ['backup-app.ts', 'config/', 'connectors/connector.ts', 'store/'] },
  'telling-app.ts': { values: ['events-app.ts', 'watch-app.ts', 'webhooks-app.ts'] },
  'webhooks-app.ts': { values: ['config/sealed.ts', 'config/secrets-key.ts', 'domain/', 'events/', 'platform/'], types: ['config/', 'engine/ports.ts', 'store/'] },
  'events-app.ts': { values: ['domain/', 'events/'], types: ['config/', 'platform/', 'store/'] },
  'naming-shown.ts': { values: ['domain/', 'privacy/naming.ts'], types: ['accounts/', 'events/', 'privacy/', 'setup/', 'watch/'] },
  'naming-places.ts': { values: ['naming-shown.ts', 'accounts/account.ts', 'accounts/attempts.ts', 'config/sealed.ts', 'config/secrets-key.ts', 'domain/', 'privacy/', 'setup/setup-file.ts', 'watch/'], types: ['accounts/', 'engine/ports.ts', 'events/', 'platform/', 'store/'] },
  'privacy-app.ts': { values: ['naming-places.ts', 'own-pair.ts', 'domain/', 'platform/', 'privacy/'], types: ['turns.ts', 'backup-app.ts', 'config/', 'connectors/connector.ts', 'engine/report.ts', 'store/store.ts'] },
  'safety-net.ts': { values: ['domain/'], types: ['backup-app.ts', 'rollback-app.ts', 'gate/'] },
  'decide-app.ts': { values: ['domain/', 'engine/', 'reconcile/folder-index.ts'], types: ['app-types.ts', 'platform/', 'reconcile/', 'store/store.ts'] },
  'support-bundle.ts': { values: ['config/redact.ts'], types: ['app.ts', 'config/'] },
  'turns.ts': { values: [] },
  'app-types.ts': { values: [], types: ['config/secrets-key.ts', 'domain/', 'gate/ports.ts', 'engine/', 'platform/', 'reconcile/', 'service/'] },
  'app.ts': { values: ['decide-app.ts', 'turns.ts', 'sign-in-app.ts', 'telling-app.ts', 'privacy-app.ts', 'audit-app.ts', 'checks.ts', 'gate-app.ts', 'kept-store.ts', 'mailboxes.ts', 'own-pair.ts', 'uninstall.ts', 'probe-app.ts', 'backup-app.ts', 'rollback-app.ts', 'safety-net.ts', 'domain/', 'platform/', 'reconcile/', 'connectors/connector.ts', 'engine/', 'store/', 'config/', 'service/as-served.ts'], types: ['accounts/ports.ts', 'app-types.ts', 'service/', 'gate/', 'serve.ts'], lazy: ['serve.ts'] },
  'serve.ts': { values: ['audit-app.ts', 'domain/', 'platform/', 'connectors/', 'service/', 'server/'], types: ['config/', 'store/'] },
  'host/': { values: ['accounts-app.ts', 'connections-app.ts', 'app.ts', 'config/redact.ts', 'domain/', 'server/', 'store/open-store.ts', 'support-bundle.ts'], types: ['accounts/ports.ts', 'config/', 'platform/', 'serve.ts'] },
  'main.ts': { values: ['cli/', 'platform/'] },
}

const files = sourceFiles('src').filter(({ path }) => !isForTests(path))
const partOf = (path: string): string | undefined => Object.keys(MAY_IMPORT).filter((part) => covers(part, path)).sort((a, b) => b.length - a.length)[0]
const covers = (part: string, path: string): boolean => (part.endsWith('/') ? path.startsWith(part) : path === part)

function allows(rule: Rule, { target = '', isTypeOnly, isLazy }: Import): boolean {
  const parts = [...rule.values, ...(isTypeOnly ? (rule.types ?? []) : []), ...(isLazy ? (rule.lazy ?? []) : [])]
  return parts.some((part) => covers(part, target))
}

const breaches = (file: SourceFile): string[] => {
  const part = partOf(file.path)
  if (part === undefined) return [`${file.path} belongs to no part`]
  const rule = MAY_IMPORT[part] ?? { values: [] }
  return file.imports
    .filter((each) => each.target !== undefined && !covers(part, each.target) && !allows(rule, each))
    .map(({ target, isTypeOnly }) => `${file.path} imports ${isTypeOnly ? 'the types of ' : ''}${target}`)
}

test('every file imports only what its part may', () => {
  assert.deepEqual(files.flatMap(breaches), [])
})

test('the check would see a cloud that imports another, and a type that becomes a value', () => {
  const file = (path: string, target: string, isTypeOnly = false): SourceFile => ({ path, text: '', code: '', imports: [{ specifier: '', target, isTypeOnly, isLazy: false }] })
  assert.equal(breaches(file('connectors/outlook/a.ts', 'connectors/dingtalk/b.ts')).length, 1)
  assert.equal(breaches(file('connectors/imap/a.ts', 'connectors/outlook/b.ts')).length, 1)
  assert.equal(breaches(file('connectors/dingtalk/a.ts', 'connectors/imap/b.ts')).length, 0)
  assert.equal(breaches(file('engine/a.ts', 'connectors/connector.ts')).length, 1)
  assert.equal(breaches(file('engine/a.ts', 'connectors/connector.ts', true)).length, 0)
  assert.equal(breaches(file('elsewhere/a.ts', 'domain/side.ts')).length, 1)
})

test('every import of ours is seen: each resolves to a file that exists', () => {
  const all = new Set(sourceFiles('src').map(({ path }) => path))
  const written = files.flatMap(({ text }) => [...text.matchAll(/(?:from|import) ?\(?'(\.[^']+\.ts)'/g)]).length
  const seen = files.flatMap(({ imports }) => imports.filter(({ target }) => target !== undefined))
  assert.equal(seen.length, written)
  assert.deepEqual(seen.map(({ target = '' }) => target).filter((target) => !all.has(target)), [])
})

test('the sandbox is imported by the command line and by tests only', () => {
  const importers = files.filter(({ path, imports }) => !path.startsWith('sandbox/') && imports.some(({ target }) => target?.startsWith('sandbox/')))
  assert.deepEqual(importers.map(({ path }) => path).filter((path) => !path.startsWith('cli/')), [])
})

test('only the entry points and tests import the application', () => {
  const importers = files.filter(({ imports }) => imports.some(({ target, isTypeOnly }) => target === 'app.ts' && !isTypeOnly)).map(({ path }) => path)
  assert.deepEqual(importers.filter((path) => !/^(cli|host)\//.test(path)), [])
})

test('the program never imports a test', () => {
  const breach = files.flatMap(({ path, imports }) => imports.filter(({ target = '', specifier }) => isForTests(target) || target.startsWith('..') || specifier.includes('/test/')).map(({ specifier }) => `${path}: ${specifier}`))
  assert.deepEqual(breach, [])
})

/** Files of the two pure folders that may use something of Node, and why. */
const NODE_IN_PURE: Readonly<Record<string, string>> = { 'domain/fingerprint.ts': 'SHA-256' }

test('nouns and the algorithm use no package and nothing of Node', () => {
  const pure = files.filter(({ path }) => /^(domain|reconcile)\//.test(path))
  const breach = pure.flatMap(({ path, imports }) => imports.filter(({ target }) => target === undefined).map(({ specifier }) => `${path}: ${specifier}`))
  assert.deepEqual(breach, Object.keys(NODE_IN_PURE).map((path) => `${path}: node:crypto`))
})

test('the algorithm never waits', () => {
  const waiting = files.filter(({ path, code }) => /^(reconcile|gate)\//.test(path) && path !== 'gate/ports.ts' && /\b(async|await|Promise)\b/.test(code))
  assert.deepEqual(waiting.map(({ path }) => path), [])
})
