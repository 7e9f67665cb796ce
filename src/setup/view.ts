import { DEFAULT_POLICY, STEPS, stateOf, stepsOf, type DingtalkDraft, type Draft, type MicrosoftDraft, type PersonDraft, type PersonState, type PolicyDraft, type Step, type StepState } from './draft.ts'
import { weightOf, wordsOf, type Found, type FoundCode, type Weight } from './found.ts'
import { standingOf, type InviteStanding } from './invites.ts'

/** What was found, with its words. */
export interface FoundView {
  readonly code: FoundCode
  readonly weight: Weight
  readonly about?: string
  readonly what: string
  readonly next?: string
}

export interface PersonView {
  readonly name: string
  readonly left: string
  readonly right: string
  readonly wave?: string
  readonly state: PersonState
  readonly hasPassword: boolean
  readonly found: { readonly left: readonly FoundView[]; readonly right: readonly FoundView[] }
  readonly invite?: { readonly standing: InviteStanding; readonly expiresAt: number }
}

/** What the set-up knows, without a secret. */
export interface SetupView {
  readonly revision: number
  readonly steps: readonly { readonly id: Step; readonly state: StepState }[]
  readonly dingtalk?: Omit<DingtalkDraft, 'app' | 'found'> & { readonly appId?: string; readonly hasSecret: boolean; readonly found: readonly FoundView[] }
  readonly microsoft?: Omit<MicrosoftDraft, 'secret' | 'certificate' | 'found'> & { readonly hasSecret: boolean; readonly hasCertificate: boolean; readonly found: readonly FoundView[] }
  readonly people: readonly PersonView[]
  readonly policy: PolicyDraft
  /** The key of the backup was made, and nobody has said yet that a copy of it is kept. */
  readonly keyWaits: boolean
  /** Pairs of the configuration. */
  readonly connected: readonly string[]
}

export function viewOf(draft: Draft, { now, connected }: { readonly now: number; readonly connected: readonly string[] }): SetupView {
  const { dingtalk, microsoft, people, policy = DEFAULT_POLICY, revision } = draft
  const steps = stepsOf(draft, now)
  return {
    revision,
    steps: STEPS.map((id) => ({ id, state: (id === 'finish' || id === 'pairs') && connected.length > 0 && people.length === 0 ? 'done' : steps[id] })),
    ...(dingtalk === undefined ? {} : { dingtalk: withoutApp(dingtalk) }),
    ...(microsoft === undefined ? {} : { microsoft: withoutSecrets(microsoft) }),
    people: people.map((person) => personView(person, now)),
    policy,
    keyWaits: draft.backupKey !== undefined,
    connected,
  }
}

const foundViews = (found: readonly Found[]): readonly FoundView[] =>
  found.map((each) => ({ code: each.code, weight: weightOf(each), ...(each.about === undefined ? {} : { about: each.about }), ...wordsOf(each) }))

const withoutApp = ({ app, found, ...rest }: DingtalkDraft): NonNullable<SetupView['dingtalk']> => ({ ...rest, ...(app === undefined ? {} : { appId: app.id }), hasSecret: app !== undefined, found: foundViews(found) })

const withoutSecrets = ({ secret, certificate, found, ...rest }: MicrosoftDraft): NonNullable<SetupView['microsoft']> => ({ ...rest, hasSecret: secret !== undefined, hasCertificate: certificate !== undefined, found: foundViews(found) })

function personView(person: PersonDraft, now: number): PersonView {
  const { name, left, right, wave, password, found, invite } = person
  return {
    name,
    left,
    right,
    ...(wave === undefined ? {} : { wave }),
    state: stateOf(person, now),
    hasPassword: password !== undefined,
    found: { left: foundViews(found.left), right: foundViews(found.right) },
    ...(invite === undefined ? {} : { invite: { standing: standingOf(invite, now), expiresAt: invite.expiresAt } }),
  }
}
