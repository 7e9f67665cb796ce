import { administrators } from './accounts/account.ts'
import { failureKeyOf } from './accounts/attempts.ts'
import type { Known } from './accounts/ports.ts'
import { open, seal, type SecretsKey } from './config/sealed.ts'
import { readSecretsKey, type KeyPlace } from './config/secrets-key.ts'
import { SyncError } from './domain/errors.ts'
import { toInstant } from './domain/instant.ts'
import type { AuditRecord } from './engine/ports.ts'
import type { Webhook } from './events/webhook.ts'
import { accountShown, channelShown, invitedShown, linkShown, requestShown, tokenShown, webhookShown } from './naming-shown.ts'
import type { Clock } from './platform/clock.ts'
import { isNaming, NOBODY, type ErasureDeed, type NamingPlace } from './privacy/naming.ts'
import type { Person } from './privacy/person.ts'
import { needlesOf } from './privacy/person.ts'
import { draftFile } from './setup/setup-file.ts'
import type { Store } from './store/store.ts'
import type { Channel } from './watch/channel.ts'
import type { SealedPart } from './watch/ports.ts'
import type { WatchRule } from './watch/rule.ts'
import { channelWithout, ruleWithout } from './watch/without-person.ts'

export interface NamingOptions {
  readonly store: Store
  readonly clock: Clock
  /** Where the key is that opens what is sealed. */
  readonly keyPlace?: KeyPlace
  /** What the guided set-up remembers. */
  readonly setupFile?: string
}

/** Everything of an installation that may name a person beside their messages. */
export const namingPlaces = (options: NamingOptions): readonly NamingPlace[] => [watchPlace(options), accountsPlace(options), ...setupPlace(options), webhooksPlace(options), notedPlace(options)]

type Part = WatchRule | Channel

/** Rules and channels, which are sealed. */
function watchPlace({ store: { watch }, clock, keyPlace }: NamingOptions): NamingPlace {
  const opened = async (person: Person) => {
    const key = once(() => keyAt(keyPlace))
    return (await watch.parts()).flatMap((kept) => {
      const part = JSON.parse(open(key(), `watch.${kept.id}`, kept.sealed)) as Part
      return isNaming(person, part) ? [{ kept, part }] : []
    })
  }
  const without = (person: Person, { kind }: SealedPart, part: Part): Part | undefined => (kind === 'rule' ? ruleWithout(part as WatchRule, (value) => isNaming(person, value), NOBODY) : channelWithout(part as Channel, (value) => isNaming(person, value), NOBODY))
  return {
    name: 'watch',
    find: async (person) => {
      const found = await opened(person)
      const parts = (kind: SealedPart['kind']) => found.flatMap(({ kept, part }) => (kept.kind === kind ? [part] : []))
      return { rules: parts('rule'), channels: parts('channel').map((part) => channelShown(part as Channel, person)) }
    },
    erase: async (person, deed) => {
      for (const { kept, part } of await opened(person)) {
        const left = without(person, kept, part)
        const record = recordOf(clock, deed, 'watch', `${kept.kind} ${left === undefined ? 'removed' : 'changed'}`, { [kept.kind]: kept.id })
        if (left === undefined) await watch.removePart(kept.id, [record])
        else await watch.changePart({ ...kept, sealed: seal(keyAt(keyPlace), `watch.${kept.id}`, JSON.stringify(left)) }, kept.sealed, 0, [record])
      }
    },
  }
}

/** Whoever signs in under their address, and what others wrote about them. */
function accountsPlace({ store: { accounts }, clock }: NamingOptions): NamingPlace {
  const found = (person: Person, { accounts: all, tokens, requests, links }: Known) => {
    const theirs = all.filter(({ name, identity }) => isNaming(person, [name, identity]))
    const left = new Set(all.filter((account) => !theirs.includes(account)).map(({ id }) => id))
    return { theirs, tokens: tokens.filter(({ name, account }) => left.has(account) && isNaming(person, name)), requests: requests.filter((request) => isNaming(person, request)), links: links.filter(({ madeBy }) => isNaming(person, madeBy)) }
  }
  return {
    name: 'accounts',
    find: async (person) => {
      const known = await accounts.known()
      const { theirs, tokens, requests, links } = found(person, known)
      const whole = await Promise.all(theirs.map(async (account) => accountShown(account, known.tokens.filter(({ account: id }) => id === account.id), await accounts.sessions(account.id))))
      return { accounts: whole, tokens: tokens.map(tokenShown), requests: requests.map(requestShown), links: links.map(linkShown) }
    },
    refuse: async (person) => refuseLast(await accounts.known(), person),
    erase: async (person, deed) => {
      await accounts.change((known) => {
        refuseLast(known, person)
        const { theirs, tokens, requests, links } = found(person, known)
        const audit = [
          ...theirs.map(({ id }) => recordOf(clock, deed, 'account', 'removed', { account: id })),
          ...tokens.map(({ id }) => recordOf(clock, deed, 'token', 'revoked', { token: id })),
        ]
        return { change: { droppedAccounts: theirs.map(({ id }) => id), droppedTokens: tokens.map(({ id }) => id), droppedRequests: requests.map(({ id }) => id), droppedLinks: links.map(({ hash }) => hash) }, audit, answer: undefined }
      })
      await accounts.forgetFailures(needlesOf(person).map(failureKeyOf))
    },
  }
}

/** @throws {SyncError} `LAST_ADMINISTRATOR` */
function refuseLast({ accounts }: Known, person: Person): void {
  const left = accounts.filter(({ name, identity }) => !isNaming(person, [name, identity]))
  if (administrators(accounts).length > 0 && administrators(left).length === 0) throw new SyncError('LAST_ADMINISTRATOR', 'This person is the only administrator: nobody would be left who can let others in.')
}

/** Those whom the guided set-up knows, with their links and passwords. */
function setupPlace({ keyPlace, setupFile }: NamingOptions): readonly NamingPlace[] {
  if (setupFile === undefined) return []
  const file = draftFile(setupFile, async () => keyAt(keyPlace))
  return [
    {
      name: 'set-up',
      find: async (person) => ({ people: (await file.read()).people.filter((each) => isNaming(person, each)).map(invitedShown) }),
      erase: async (person) => {
        if ((await file.read()).people.some((each) => isNaming(person, each))) await file.change((draft) => ({ ...draft, people: draft.people.filter((each) => !isNaming(person, each)) }))
      },
    },
  ]
}

function webhooksPlace({ store: { webhooks }, clock }: NamingOptions): NamingPlace {
  const said = ({ url, name, by }: Webhook) => [url, name, by]
  const found = async (person: Person) => (await webhooks.list()).filter((webhook) => isNaming(person, said(webhook)))
  return {
    name: 'webhooks',
    find: async (person) => ({ webhooks: (await found(person)).map((webhook) => webhookShown(webhook, person)) }),
    erase: async (person, deed) => {
      for (const { kept, position: _position, failingSince: _since, disabled: _disabled, ...webhook } of await found(person)) {
        const { id, url, name, by } = webhook
        const isGone = isNaming(person, url)
        const record = recordOf(clock, deed, 'webhook', isGone ? 'removed' : 'changed', { webhook: id })
        if (isGone) await webhooks.remove(id, [record])
        else await webhooks.change({ ...webhook, ...(isNaming(person, name) ? { name: id } : {}), by: isNaming(person, by) ? NOBODY : by }, kept, { audit: [record] })
      }
    },
  }
}

/** Rows that pass by: events, what was delivered of them, alerts, and who paused something. */
const notedPlace = ({ store: { personal } }: NamingOptions): NamingPlace => ({
  name: 'what was told',
  find: (person) => personal.noted(needlesOf(person)),
  erase: (person) => personal.forgetNoted(needlesOf(person), NOBODY),
})

const recordOf = (clock: Clock, { by, run }: ErasureDeed, kind: 'watch' | 'account' | 'token' | 'webhook', reason: string, detail: object): AuditRecord => ({ at: toInstant(clock.now()) ?? '', run, kind, by, reason, detail: JSON.stringify({ ...detail, erasure: run }) })

/** @throws {SyncError} `SECRETS_KEY` */
function keyAt(keyPlace: KeyPlace | undefined): SecretsKey {
  if (keyPlace === undefined) throw new SyncError('SECRETS_KEY', 'What is sealed cannot be looked into: no place was named for the key.')
  return readSecretsKey(keyPlace)
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
