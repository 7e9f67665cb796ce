import { SIDES } from '../domain/side.ts'
import { ONE_OF, type Untold } from '../domain/safety-fact.ts'
import type { Subject } from './points.ts'
import type { Fact } from './records.ts'
import type { BackupProof, RehearsalProof } from './proofs.ts'

/** `warning` is met, with something to mend. `unknown`: no machine could tell. */
export type Outcome = 'ok' | 'warning' | 'failed' | 'unknown'

/** One word for each thing that is judged, whatever the language of who reads it. */
export const JUDGEMENTS = [
  ...['backup-none', 'backup-plain', 'backup-unread', 'backup-key', 'backup-old', 'backup-good'],
  ...['side-missing', 'point-none', 'point-good', 'rehearsal-none', 'rehearsal-differs', 'rehearsal-good'],
  ...['mailbox-silent', 'mailbox-elsewhere', 'mailbox-kind', 'mailbox-good', 'forward-rules', 'forward-none'],
  ...['factor-missing', 'factor-good', 'factor-defaults', 'factor-untold', 'permission-none', 'permission-missing', 'permission-many', 'permission-wide'],
  ...['untold-permission', 'untold-licence', 'untold-no-answer', 'problem', 'said-yes', 'said-no', 'not-looked', 'not-said'],
] as const
export type JudgementCode = (typeof JUDGEMENTS)[number]

/** What follows from a fact, in words that name no address. */
export interface Judgement {
  readonly outcome: Outcome
  readonly code: JudgementCode
  /** What the words hold that is of this pair alone. */
  readonly values?: Readonly<Record<string, string | number>>
  readonly detail: string
  /** What to do, unless all is well. */
  readonly next?: string
}

/** A backup that is older than this is none to begin with, in milliseconds. */
export const BACKUP_MS = 7 * 86_400_000

type Values = NonNullable<Judgement['values']>

const ok = (code: JudgementCode, detail: string, values: Values = {}): Judgement => ({ outcome: 'ok', code, values, detail })
const warning = (code: JudgementCode, detail: string, next: string, values: Values = {}): Judgement => ({ outcome: 'warning', code, values, detail, next })
const failed = (code: JudgementCode, detail: string, next: string, values: Values = {}): Judgement => ({ outcome: 'failed', code, values, detail, next })
const unknown = (code: JudgementCode, detail: string, values: Values = {}): Judgement => ({ outcome: 'unknown', code, values, detail })

/** What a fact means for its point. `now`, where age counts: before a gate opens, and not afterwards. */
export function judgeFact(fact: Fact, subject: Subject, now: number | undefined): Judgement {
  if ('untold' in fact) return fact.check === 'exchange-online' ? failed('mailbox-silent', 'The mailbox did not answer.', 'Run `tongbu doctor`: it names what is missing.') : judgeUntold(fact.untold, fact.needs)
  if ('problem' in fact) return failed('problem', fact.problem, 'Mend it, then run `tongbu preflight` again.', { message: fact.problem })
  switch (fact.check) {
    case 'backup-of-both':
      return judgeBackup(fact.proof, now)
    case 'exchange-online':
      return judgeMailbox(fact.mailbox, fact.purpose)
    case 'forward-right':
      return judgeForwards(fact.forwards)
    case 'mfa-right':
      return judgeSignIn(fact.registered, fact.defaults)
    case 'permissions':
      return judgePermissions(fact.permissions, subject)
    case 'restore-point':
      return fact.proof === undefined ? failed('point-none', 'There is no restore point yet.', 'Run `tongbu backup run`: each backup is one.') : judgeSides(fact.proof.covers, ok('point-good', `${fact.proof.point}, ${fact.proof.at}.`, { point: fact.proof.point, at: fact.proof.at }), 'The restore point')
    case 'rehearsal':
      return judgeRehearsal(fact.proof)
  }
}

/** Whether it says something about its point, good or bad. */
export const tellsSomething = (fact: Fact, subject: Subject): boolean => !('untold' in fact) && judgeFact(fact, subject, undefined).outcome !== 'unknown'

/** `needs`: facts that were kept by an older version have all in one text. */
function judgeUntold(untold: Untold, needs: readonly string[] | string = []): Judgement {
  const names = [needs].flat()
  return unknown(`untold-${untold}`, UNTOLD[untold](names.join(' or ')), names.length === 0 ? {} : { needs: names.join(ONE_OF) })
}

const UNTOLD: Readonly<Record<Untold, (needs: string) => string>> = {
  permission: (needs) => `Not told: the app has not the permission${needs === '' ? '' : ` ${needs}`}. It is asked instead.`,
  licence: (needs) => `Not told: the tenant has not the licence${needs === '' ? '' : ` (${needs})`}. It is asked instead.`,
  'no-answer': () => 'Not told: there was no usable answer. It is asked instead.',
}

function judgeSides(covers: readonly string[], good: Judgement, what: string): Judgement {
  const missing = SIDES.filter((side) => !covers.includes(side))
  return missing.length === 0 ? good : failed('side-missing', `${what} does not hold the ${missing.join(' and the ')} mailbox.`, 'Make one that holds both mailboxes: `tongbu backup run` says what it could not read.', { sides: missing.join(' ') })
}

function judgeBackup(proof: BackupProof | undefined, now: number | undefined): Judgement {
  if (proof === undefined) return failed('backup-none', 'There is no backup yet.', 'Run `tongbu backup init`, `tongbu backup run` and `tongbu backup verify` (docs/backup.md).')
  const { point, at, covers, verified, isEncrypted, isKeyProven } = proof
  const how = verified?.how === 'sample' ? 'by a sample' : 'whole'
  const good = ok('backup-good', `${point}, made ${at}, read back ${how} ${verified?.at ?? ''}, encrypted, with a proven key.`, { point, at, verifiedAt: verified?.at ?? '' })
  const sides = judgeSides(covers, good, 'The backup')
  if (sides.outcome !== 'ok') return sides
  if (!isEncrypted) return failed('backup-plain', 'The backup is not encrypted.', 'Make one that is.')
  if (verified === undefined) return failed('backup-unread', 'The last backup was not read back since it was made.', 'Run `tongbu backup verify`: until then it may be none.')
  if (!isKeyProven) return failed('backup-key', 'Nobody has shown yet that the key of the backup is kept outside of this machine.', 'Show that you have a copy: `tongbu backup key --prove` and the last 12 characters of it. Without the key nobody can read the backup.')
  if (now !== undefined && now - Date.parse(at) > BACKUP_MS) return failed('backup-old', `The last verified backup is of ${at}, more than a week old.`, 'Run `tongbu backup run`, then `tongbu backup verify`.', { at })
  return good
}

/** Kinds of mailbox that hold mail of people. Others are for rooms and things, or of another directory. */
const OF_PEOPLE: readonly string[] = ['user', 'shared']

function judgeMailbox(mailbox: 'answers' | 'not-enabled', purpose: string | undefined): Judgement {
  if (mailbox === 'not-enabled') return failed('mailbox-elsewhere', 'The mailbox is not in Exchange Online, is inactive or has no licence.', 'Move it to Exchange Online, or give it its licence.')
  if (purpose === undefined) return ok('mailbox-good', 'The mailbox is in Exchange Online.')
  if (!OF_PEOPLE.includes(purpose)) return warning('mailbox-kind', `The mailbox is in Exchange Online, and of the kind "${purpose}".`, 'See whether it is the one that you mean.', { purpose })
  return ok('mailbox-good', `The mailbox is in Exchange Online (${purpose}).`)
}

function judgeForwards(forwards: number): Judgement {
  if (forwards === 0) return ok('forward-none', 'No rule of the inbox sends mail on to the other mailbox. What an administrator set for the whole mailbox does not show here.')
  return failed('forward-rules', `${forwards} ${forwards === 1 ? 'rule of the inbox sends' : 'rules of the inbox send'} mail on to the other mailbox: each such mail would be there twice, or go in circles.`, 'Switch these rules off in Outlook: Settings, Mail, Rules.', { forwards })
}

function judgeSignIn(registered: boolean | undefined, defaults: boolean | undefined): Judgement {
  if (registered === false) return failed('factor-missing', 'The account has no second factor registered.', 'Have its owner register one at https://aka.ms/mfasetup.')
  if (registered === true) return ok('factor-good', `The account has a second factor registered${defaults === true ? ', and security defaults are on.' : '.'}`)
  if (defaults === true) return ok('factor-defaults', 'Security defaults are on for the tenant: everybody signs in with a second factor.')
  return unknown('factor-untold', 'Not told: security defaults are off, and who has registered a second factor is not told. It is asked instead.')
}

/** Only for the checks of `tongbu preflight`; may be taken back afterwards. */
export const PERMISSIONS_TO_CHECK: readonly string[] = ['MailboxSettings.Read', 'AuditLog.Read.All', 'Policy.Read.All']

/** The application permissions at Graph that are used, the first that is needed at all. */
export const permissionsUsed = ({ writesOutlook, importsMime }: Pick<Subject, 'writesOutlook' | 'importsMime'>): readonly string[] => [writesOutlook ? 'Mail.ReadWrite' : 'Mail.Read', ...(writesOutlook && importsMime ? ['Mail-Advanced.ReadWrite.All'] : [])]

/** Permissions that are granted and that nothing here uses. */
export const permissionsTooMany = (granted: readonly string[], subject: Pick<Subject, 'writesOutlook' | 'importsMime'>): readonly string[] =>
  granted.filter((name) => !permissionsUsed(subject).includes(name) && !PERMISSIONS_TO_CHECK.includes(name)).sort()

function judgePermissions(granted: readonly string[] | 'none', subject: Subject): Judgement {
  if (granted === 'none') return ok('permission-none', 'The app has no permission for the whole tenant: what it may do is granted in Exchange, mailbox by mailbox.')
  const [needed = ''] = permissionsUsed(subject)
  const tooMany = permissionsTooMany(granted, subject)
  if (!granted.includes(needed) && !(needed === 'Mail.Read' && granted.includes('Mail.ReadWrite'))) return failed('permission-missing', `${needed} is missing.`, 'Grant it to the app as application permission, with admin consent.', { names: needed })
  if (tooMany.length > 0) return warning('permission-many', `Granted and never used: ${tooMany.join(', ')}.`, 'Take them back:', { names: tooMany.join(', ') })
  return warning('permission-wide', `The app may do no more than it needs (${granted.join(', ')}), but in every mailbox of the tenant.`, 'Narrow it to the mailboxes of your pairs (Exchange takes up to two hours to notice):', { names: granted.join(', ') })
}

function judgeRehearsal(proof: RehearsalProof | undefined): Judgement {
  if (proof === undefined) return failed('rehearsal-none', 'No restore was rehearsed yet.', 'Rehearse one (`tongbu rollback --rehearse`): it restores into a scratch folder and compares.')
  if (!proof.isEqual) return failed('rehearsal-differs', `The rehearsal of ${proof.at} brought back something else than was saved.`, 'Find out why before anything is written, then rehearse again.', { at: proof.at })
  return judgeSides(proof.sides, ok('rehearsal-good', `${proof.point} was restored into a scratch folder and compared on ${proof.at}.`, { point: proof.point, at: proof.at }), 'The rehearsal')
}
