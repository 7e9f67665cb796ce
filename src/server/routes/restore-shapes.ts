import { z } from 'zod'
import type { RolledBack, Uninstalled } from '../../app.ts'
import type { Explained } from '../../reconcile/explain.ts'
import { step, stepOf } from '../step.ts'
import { compared } from './backup-shapes.ts'
import { side } from './shapes.ts'

/** So many steps of a kind are told one by one; of the others there is the count. */
const MOST_STEPS = 100

export const stepGroup = z.object({ kind: z.string(), on: side, count: z.int(), steps: z.array(step).meta({ description: 'At most 100' }) }).meta({ id: 'StepGroup' })

export const listedGroup = z.object({ why: z.string(), on: side, count: z.int() }).meta({ id: 'ListedGroup', description: 'What will not be, or is not, as it was: how much of it, and why' })

const doneGroup = z.object({ kind: z.string(), on: side, count: z.int() })
const stopped = z.object({ code: z.string(), message: z.string() })

export const restored = z
  .object({
    run: z.string(),
    point: z.string(),
    startedAt: z.string(),
    endedAt: z.string(),
    planned: z.array(stepGroup).meta({ description: 'What is still to be done: all of it after a dry run, nothing when it ended well' }),
    done: z.array(doneGroup),
    failed: z.int(),
    listed: z.array(listedGroup),
    compared,
    pointBefore: z.string().optional().meta({ description: 'The restore point of how it was before' }),
    stoppedBy: stopped.optional(),
  })
  .meta({ id: 'Restored' })

const sideProof = z.object({ messages: z.int(), marked: z.int(), inMime: z.int(), subscriptions: z.int(), isAbsent: z.boolean() })

export const leaving = z
  .object({
    run: z.string(),
    copies: z.enum(['keep', 'remove']),
    startedAt: z.string(),
    endedAt: z.string(),
    planned: z.array(stepGroup),
    done: z.array(doneGroup),
    failed: z.int(),
    listed: z.array(listedGroup),
    subscriptions: z.object({ left: z.int(), right: z.int() }),
    forgotten: z.record(z.string(), z.int()),
    credentials: z.array(z.object({ kind: z.enum(['entra-app', 'person-sign-in', 'exchange-permission', 'client-password', 'alimail-app']), of: z.string().meta({ description: 'Its name, or whose it is' }), what: z.string().meta({ description: 'The same as half a sentence in English' }), how: z.array(z.string()).meta({ description: 'Commands; or, where `where` says so, where to click, in English' }), where: z.enum(['entra-user', 'dingtalk-mail', 'account', 'alimail-console']).optional(), neededBy: z.array(z.string()) })),
    audit: z.object({ records: z.int(), head: z.string(), isWhole: z.boolean() }),
    proof: z.object({ at: z.string(), left: sideProof, right: sideProof, remembered: z.record(z.string(), z.int()), holds: z.boolean() }).optional(),
    stoppedBy: stopped.optional(),
  })
  .meta({ id: 'Leaving' })

/** What no person would call a step: it only moves our memory. */
const INNER: ReadonlySet<string> = new Set(['close', 'forget-folder', 'bind', 'bind-folder', 'adopt', 'adopt-folder', 'replace', 'leave', 'revive'])

/** Steps in groups of one kind and side, in the order in which they come first. */
export function groupsOf(sentences: readonly Explained[]): z.input<typeof stepGroup>[] {
  const groups = new Map<string, z.input<typeof stepGroup>>()
  for (const each of sentences) {
    const { operation } = each
    if (!('on' in operation) || INNER.has(operation.kind)) continue
    const { kind, on } = operation
    const key = `${kind} ${on}`
    const group = groups.get(key) ?? { kind, on, count: 0, steps: [] }
    const steps = group.steps.length < MOST_STEPS ? [...group.steps, stepOf(each)] : group.steps
    groups.set(key, { ...group, count: group.count + 1, steps })
  }
  return [...groups.values()]
}

function listedOf(listed: readonly { readonly on: 'left' | 'right'; readonly why: string }[]): z.input<typeof listedGroup>[] {
  return [...Map.groupBy(listed, ({ on, why }) => `${why} ${on}`).values()].flatMap((those) => (those[0] === undefined ? [] : [{ why: those[0].why, on: those[0].on, count: those.length }]))
}

function doneOf(done: RolledBack['done']): z.input<typeof doneGroup>[] {
  return (['left', 'right'] as const).flatMap((on) => Object.entries(done[on]).flatMap(([kind, count = 0]) => (INNER.has(kind) || count === 0 ? [] : [{ kind, on, count }])))
}

export function restoredShown({ run, point, startedAt, endedAt, sentences, done, failed, listed, compared: found, pointBefore, stoppedBy }: RolledBack): z.input<typeof restored> {
  return {
    ...{ run, point, startedAt, endedAt, failed, compared: found },
    planned: groupsOf(sentences),
    done: doneOf(done),
    listed: listedOf(listed),
    ...(pointBefore === undefined ? {} : { pointBefore }),
    ...(stoppedBy === undefined ? {} : { stoppedBy: { code: stoppedBy.code, message: stoppedBy.message } }),
  }
}

export function leavingShown({ run, copies, startedAt, endedAt, sentences, done, failed, listed, subscriptions, forgotten, credentials, audit, proof, stoppedBy }: Uninstalled): z.input<typeof leaving> {
  const proven = ({ messages, marked, inMime, subscriptions: left, isAbsent }: NonNullable<Uninstalled['proof']>['left']) => ({ messages, marked, inMime, subscriptions: left, isAbsent: isAbsent === true })
  return {
    ...{ run, copies, startedAt, endedAt, failed, audit, subscriptions: { ...subscriptions }, forgotten: { ...forgotten } },
    planned: groupsOf(sentences),
    done: doneOf(done),
    listed: listedOf(listed),
    credentials: credentials.map(({ kind, of, what, how, where, neededBy }) => ({ kind, of, what, how: [...how], ...(where === undefined ? {} : { where }), neededBy: [...neededBy] })),
    ...(proof === undefined ? {} : { proof: { at: proof.at, left: proven(proof.left), right: proven(proof.right), remembered: { ...proof.remembered }, holds: proof.holds } }),
    ...(stoppedBy === undefined ? {} : { stoppedBy: { code: stoppedBy.code, message: stoppedBy.message } }),
  }
}
