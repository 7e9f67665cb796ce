import type { SideLook } from '../domain/connection-look.ts'
import type { JudgementCode } from '../gate/judge-fact.ts'
import { dingtalkPermissions } from '../setup/dingtalk/guide.ts'
import { compareGrants, neededPermissions, type MicrosoftFeatures, type NeededPermission } from '../setup/microsoft/permissions.ts'

/**
 * Whether the app has a permission. `exchange`: no token names it, as where it is granted in Exchange, mailbox by mailbox. `unknown`: nobody has looked,
 * or the cloud does not tell.
 */
export type Held = 'granted' | 'exchange' | 'missing' | 'unknown'

export interface HeldPermission extends NeededPermission {
  readonly held: Held
}

/** What an app is allowed to do, beside what it needs. */
export interface PermissionsHeld {
  readonly permissions: readonly HeldPermission[]
  /** Granted and never used. */
  readonly tooMany: readonly string[]
}

/** `look`: what was found last on the Outlook side of one of its pairs. `judged`: what the fourth safety measure says of the app's permissions. */
export function permissionsHeld(features: MicrosoftFeatures, look: SideLook | undefined, judged: JudgementCode | undefined): PermissionsHeld {
  const needed = neededPermissions(features)
  const granted = look?.granted
  if (granted === undefined) {
    // Where the token names none, whether the mailbox opens tells the one from the other; a token of a person always names what they agreed to.
    const namesNone = features.signIn === 'app' && judged === 'permission-none'
    const opens = look?.found.some(({ code }) => code === 'graph-mailbox-ok') ?? false
    const isClosed = look?.found.some(({ code }) => code === 'graph-mailbox-closed') ?? false
    const without = (each: NeededPermission): Held => (namesNone && opens && each.canBeNarrowed ? 'exchange' : namesNone && isClosed ? 'missing' : 'unknown')
    return { permissions: needed.map((each) => ({ ...each, held: ofImap(each, look) ?? without(each) })), tooMany: [] }
  }
  const { missing, lacking, tooMany } = compareGrants(features, { entra: granted })
  const absent = new Set([...missing, ...lacking])
  return { permissions: needed.map((each) => ({ ...each, held: ofImap(each, look) ?? (absent.has(each.name) ? 'missing' : 'granted') })), tooMany }
}

/** The same of the app of the Alibaba Mail OpenAPI, whose token names nothing: a request shows whether it holds. */
export function dingtalkHeld(writes: boolean, look: SideLook | undefined): readonly { readonly name: string; readonly held: Held }[] {
  const said = (code: string): boolean => look?.found.some((each) => each.code === code) ?? false
  const held = said('app-mailbox-ok') ? 'granted' : said('app-not-permitted') ? 'missing' : 'unknown'
  return dingtalkPermissions({ console: 'alimail', edition: 'unknown', openapi: true, writes }).map(({ name }) => ({ name, held }))
}

/** The token for Graph never names what is granted at Exchange: whether IMAP lets the app in tells. */
function ofImap({ reason }: NeededPermission, look: SideLook | undefined): Held | undefined {
  if (reason !== 'imap') return undefined
  if (look?.routes === undefined) return 'unknown'
  return look.routes.includes('imap') ? 'granted' : 'missing'
}
