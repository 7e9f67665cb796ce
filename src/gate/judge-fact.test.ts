import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JUDGEMENT_WORDS } from '../words/gate.ts'
import { fill } from '../words/said.ts'
import { AT, evidence, GOOD, NOW, SUBJECT } from './gate.test-kit.ts'
import { BACKUP_MS, judgeFact } from './judge-fact.ts'
import { narrowingCommands } from './narrowing.ts'
import type { Names } from './names.ts'
import type { Fact } from './records.ts'

const NAMES: Names = { pair: 'anna', left: { kind: 'dingtalk', address: 'anna@shenghe.example', server: 'imap.example' }, right: { address: "o'anna@contoso.example", tenant: 'contoso.example', clientId: 'app-id' }, database: 'sqlite:./tongbu.db' }
const proof = { point: 'b1', at: AT, covers: ['left', 'right'], verified: { at: AT, how: 'sample' }, isEncrypted: true, isKeyProven: true } as const

const CASES: readonly (readonly [fact: Fact, outcome: string, words: RegExp])[] = [
  [{ check: 'backup-of-both' }, 'failed', /no backup yet/],
  [{ check: 'backup-of-both', problem: 'The key does not open the backup.' }, 'failed', /does not open/],
  [{ check: 'backup-of-both', proof }, 'ok', /read back by a sample/],
  [{ check: 'backup-of-both', proof: { ...proof, covers: ['right'] } }, 'failed', /does not hold the left mailbox/],
  [{ check: 'backup-of-both', proof: { ...proof, isEncrypted: false } }, 'failed', /not encrypted/],
  [{ check: 'backup-of-both', proof: { ...proof, isKeyProven: false } }, 'failed', /key/],
  [{ check: 'exchange-online', mailbox: 'answers' }, 'ok', /is in Exchange Online\.$/],
  [{ check: 'exchange-online', mailbox: 'answers', purpose: 'room' }, 'warning', /of the kind "room"/],
  [{ check: 'exchange-online', mailbox: 'not-enabled' }, 'failed', /not in Exchange Online/],
  [{ check: 'exchange-online', untold: 'no-answer' }, 'failed', /did not answer/],
  [{ check: 'forward-right', forwards: 1 }, 'failed', /^1 rule of the inbox sends/],
  [{ check: 'forward-right', forwards: 2 }, 'failed', /^2 rules of the inbox send/],
  [{ check: 'forward-right', untold: 'permission', needs: ['MailboxSettings.Read', 'Other.Read'] }, 'unknown', /permission MailboxSettings\.Read or Other\.Read\. It is asked instead/],
  [{ check: 'mfa-right', registered: false, defaults: true }, 'failed', /no second factor/],
  [{ check: 'mfa-right', registered: true, defaults: false }, 'ok', /has a second factor registered\.$/],
  [{ check: 'mfa-right', defaults: true }, 'ok', /Security defaults are on/],
  [{ check: 'mfa-right', defaults: false }, 'unknown', /asked instead/],
  [{ check: 'mfa-right', untold: 'licence', needs: ['Entra ID P1'] }, 'unknown', /licence \(Entra ID P1\)/],
  [{ check: 'permissions', permissions: 'none' }, 'ok', /mailbox by mailbox/],
  [{ check: 'permissions', permissions: ['Mail.Read'] }, 'failed', /Mail\.ReadWrite is missing/],
  [{ check: 'permissions', permissions: ['Mail.ReadWrite', 'Mail.Send', 'Calendars.Read', 'MailboxSettings.Read'] }, 'warning', /never used: Calendars\.Read, Mail\.Send\./],
  [{ check: 'permissions', permissions: ['Mail.ReadWrite', 'Mail-Advanced.ReadWrite.All'] }, 'warning', /in every mailbox of the tenant/],
  [{ check: 'permissions', untold: 'no-answer' }, 'unknown', /no usable answer/],
  [{ check: 'restore-point' }, 'failed', /no restore point/],
  [{ check: 'rehearsal', proof: { at: AT, point: 'b1', sides: ['left', 'right'], isEqual: false } }, 'failed', /something else/],
  [{ check: 'rehearsal', proof: { at: AT, point: 'b1', sides: ['left'], isEqual: true } }, 'failed', /does not hold the right mailbox/],
]

test('what a machine found is told with what to do', () => {
  for (const [fact, outcome, words] of CASES) {
    const judged = judgeFact(fact, SUBJECT, NOW)
    assert.equal(judged.outcome, outcome, JSON.stringify(fact))
    assert.match(judged.detail, words)
    assert.equal(judged.next !== undefined, outcome === 'failed' || outcome === 'warning', JSON.stringify(fact))
  }
  for (const fact of GOOD) assert.equal(judgeFact(fact, SUBJECT, NOW).outcome, 'ok')
})

test('a judgement has every value that its words in Chinese name', () => {
  for (const [fact] of CASES) {
    const { code, values } = judgeFact(fact, SUBJECT, NOW)
    for (const language of ['zh-Hant-HK', 'zh-Hans-CN'] as const) assert.doesNotMatch(fill(JUDGEMENT_WORDS[language][code].says, { needs: '', ...values }), /\{/, code)
  }
})

test('a backup is too old after a week, until the gate is open', () => {
  const judge = (now: number | undefined) => judgeFact({ check: 'backup-of-both', proof }, SUBJECT, now).outcome
  assert.deepEqual([judge(Date.parse(AT) + BACKUP_MS), judge(Date.parse(AT) + BACKUP_MS + 1), judge(undefined)], ['ok', 'failed', 'ok'])
})

test('a side that is never written to needs less', () => {
  const reading = { ...SUBJECT, writesOutlook: false }
  const judge = (permissions: readonly string[]) => judgeFact({ check: 'permissions', permissions }, reading, NOW)
  assert.deepEqual([judge(['Mail.Read']).outcome, judge(['Mail.ReadWrite']).detail], ['warning', 'Granted and never used: Mail.ReadWrite.'])
  assert.match(judgeFact({ check: 'permissions', permissions: ['Mail.ReadWrite', 'Mail-Advanced.ReadWrite.All'] }, { ...SUBJECT, importsMime: false }, NOW).detail, /never used: Mail-Advanced/)
})

test('the commands take back what is too much, or else narrow what is needed to the mailbox first', () => {
  const commands = (permissions: readonly string[] | 'none') => narrowingCommands([evidence({ check: 'permissions', permissions })], SUBJECT, NAMES)
  assert.deepEqual(commands('none'), [])
  assert.deepEqual(narrowingCommands([], SUBJECT, NAMES), [])
  const back = commands(['Mail.ReadWrite', 'Mail.Send', 'User.Read.All']).join('\n')
  assert.match(back, /appId eq 'app-id'[^]*Value -in 'Mail\.Send','User\.Read\.All'\)\.Id\n[^]*Remove-MgServicePrincipalAppRoleAssignment/)
  assert.doesNotMatch(back, /New-Management|Mail\.ReadWrite/)
  const narrowed = commands(['Mail.ReadWrite', 'Mail-Advanced.ReadWrite.All', 'Policy.Read.All']).join('\n')
  assert.match(narrowed, /PrimarySmtpAddress -eq 'o''anna@contoso\.example'[^]*New-ManagementRoleAssignment -App app-id -Role "Application Mail\.ReadWrite" -CustomResourceScope "Tongbu anna"[^]*Value -in 'Mail\.ReadWrite'\)/)
  assert.doesNotMatch(narrowed, /Advanced|Policy/)
})
