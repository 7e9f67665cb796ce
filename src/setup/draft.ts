import { z } from 'zod'
import { FOUND_CODES, isInTheWay, type Found } from './found.ts'

const found = z.array(z.object({ code: z.enum(FOUND_CODES), about: z.string().optional() }))
const at = z.number()

/** The two places where DingTalk mail is administered. Which one a company has is decided by how it bought its mail. */
export const CONSOLES = ['dingtalk', 'alimail'] as const
export const EDITIONS = ['paid', 'free', 'unknown'] as const
export const CLOUDS = ['global', 'china'] as const
/** How the app gets into Outlook mailboxes. */
export const SIGN_INS = ['secret', 'certificate', 'code', 'device'] as const
export const DIRECTIONS = ['both', 'to-outlook', 'to-dingtalk'] as const

const dingtalk = z.object({
  console: z.enum(CONSOLES),
  edition: z.enum(EDITIONS),
  /** The OpenAPI app, where there is one. */
  app: z.object({ id: z.string(), secret: z.string() }).optional(),
  openapiUrl: z.string(),
  imap: z.object({ host: z.string(), port: z.int(), tls: z.boolean() }),
  found,
  checkedAt: at,
})

const microsoft = z.object({
  cloud: z.enum(CLOUDS),
  tenant: z.string(),
  clientId: z.string(),
  signIn: z.enum(SIGN_INS),
  secret: z.string().optional(),
  /** Certificate and private key as PEM. */
  certificate: z.string().optional(),
  graphUrl: z.string(),
  loginUrl: z.string(),
  found,
  checkedAt: at,
})

const invite = z.object({
  /** SHA-256 of the token: whoever reads the draft cannot use the link. */
  hash: z.string(),
  expiresAt: at,
  usedAt: at.optional(),
  /** A password was refused: the link takes no other. */
  lockedAt: at.optional(),
})

const person = z.object({
  /** Name of the pair to be. */
  name: z.string(),
  left: z.string(),
  right: z.string(),
  wave: z.string().optional(),
  password: z.string().optional(),
  /** Refused once, so never tried again as it is. */
  isRefused: z.boolean().optional(),
  found: z.object({ left: found, right: found }),
  checkedAt: at.optional(),
  invite: invite.optional(),
})

const policy = z.object({
  direction: z.enum(DIRECTIONS),
  drafts: z.boolean(),
  departed: z.enum(['keep', 'trash']),
  conflictsWonBy: z.enum(['dingtalk', 'outlook']),
  noDelete: z.enum(['dingtalk', 'outlook']).optional(),
  /** Mail that was received before stays where it is: a date. */
  startDate: z.string().optional(),
  /** Old mail is copied at night only. */
  atNight: z.boolean(),
  /** Folder of the backup. */
  backupFolder: z.string().optional(),
})

/** What the set-up knows so far: all of it is kept sealed, as there are secrets and addresses in it. */
export const draftSchema = z.object({
  version: z.literal(1),
  /** Grows with each change. */
  revision: z.int(),
  dingtalk: dingtalk.optional(),
  microsoft: microsoft.optional(),
  people: z.array(person),
  policy: policy.optional(),
  /** The key of the backup that the set-up has made, until somebody says that a copy of it is kept. */
  backupKey: z.object({ folder: z.string(), keyFile: z.string(), recipient: z.string(), secret: z.string() }).optional(),
  /** A certificate for the app that was made here: with its key, alone, and how the portal shows it. */
  certificate: z.object({ pem: z.string(), certificate: z.string(), thumbprint: z.string() }).optional(),
})

export type Draft = Frozen<z.infer<typeof draftSchema>>
export type DingtalkDraft = NonNullable<Draft['dingtalk']>
export type MicrosoftDraft = NonNullable<Draft['microsoft']>
export type PersonDraft = Draft['people'][number]
export type PolicyDraft = NonNullable<Draft['policy']>
export type BackupKeyDraft = NonNullable<Draft['backupKey']>
export type Invite = NonNullable<PersonDraft['invite']>

type Frozen<Value> = Value extends readonly (infer Element)[] ? readonly Frozen<Element>[] : Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value

export const EMPTY_DRAFT: Draft = { version: 1, revision: 0, people: [] }

export const DEFAULT_POLICY: PolicyDraft = { direction: 'both', drafts: true, departed: 'keep', conflictsWonBy: 'outlook', atNight: false }

/** How a person stands who is to be connected. */
export type PersonState =
  /** Both mailboxes answered. */
  | 'ready'
  /** What was given was not looked at since it changed. */
  | 'unchecked'
  /** Something is in the way: see what was found. */
  | 'wrong'
  /** A link is out, and not used. */
  | 'invited'
  /** The client-specific password is still to come. */
  | 'password'

export function stateOf(person: PersonDraft, now: number): PersonState {
  if (person.password === undefined) {
    if (isInTheWay([...person.found.left, ...person.found.right])) return 'wrong'
    if (person.invite === undefined) return 'password'
    if (person.invite.lockedAt !== undefined) return 'wrong'
    return person.invite.expiresAt > now ? 'invited' : 'password'
  }
  if (isInTheWay([...person.found.left, ...person.found.right])) return 'wrong'
  return person.checkedAt === undefined ? 'unchecked' : 'ready'
}

export const STEPS = ['dingtalk', 'microsoft', 'pairs', 'policy', 'finish'] as const
export type Step = (typeof STEPS)[number]
export type StepState = 'todo' | 'wrong' | 'done'

/** How each step stands. A step is done when nothing that was found in it is in the way. */
export function stepsOf(draft: Draft, now: number): Readonly<Record<Step, StepState>> {
  const checked = (part: { readonly found: readonly Found[] } | undefined): StepState => (part === undefined ? 'todo' : isInTheWay(part.found) ? 'wrong' : 'done')
  const states = draft.people.map((each) => stateOf(each, now))
  const pairs = states.includes('ready') ? 'done' : states.includes('wrong') ? 'wrong' : 'todo'
  return { dingtalk: checked(draft.dingtalk), microsoft: checked(draft.microsoft), pairs, policy: draft.policy === undefined ? 'todo' : 'done', finish: 'todo' }
}

/** Those who can be connected now. */
export const readyPeople = (draft: Draft, now: number): readonly PersonDraft[] => draft.people.filter((each) => stateOf(each, now) === 'ready')
