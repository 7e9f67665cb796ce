import type { Answer, Call, Route } from './call.ts'
import { decodeDeltaToken, encodeDeltaToken, type DeltaState } from './delta-token.ts'
import { badRequest } from './errors.ts'
import { findFolder } from './find.ts'
import { folderId, messageId } from './ids.ts'
import { READ_BASIC } from './permissions.ts'
import { checkSelect, renderFolder, renderMessage } from './render.ts'
import type { Folder, Message, Removal } from './state.ts'
import { wellKnownFolder } from './mailbox.ts'

/** Pages message-delta, mailfolder-delta and delta-query-overview: one chain per folder, and one for the folder tree. */
export const deltaRoutes: readonly Route[] = [
  { method: 'GET', path: 'mailFolders/:folder/messages/delta', kind: 'GET messages/delta', permissions: READ_BASIC, handle: messagesDelta },
  { method: 'GET', path: 'mailFolders/delta', kind: 'GET mailFolders/delta', permissions: READ_BASIC, handle: foldersDelta },
]

/** One thing to report, in the order of the mailbox's changes. */
interface Report {
  readonly seq: number
  readonly render: () => object | Promise<object>
}

async function messagesDelta(call: Call): Promise<Answer> {
  const folder = findFolder(call, call.params['folder'] ?? '')
  const state = begin(call, folder.n)
  return answer(call, state, messageReports(call, folder, state), 'Collection(message)')
}

async function foldersDelta(call: Call): Promise<Answer> {
  const state = begin(call, 0)
  return answer(call, state, folderReports(call, state), 'Collection(mailFolder)')
}

/** The state that a request continues, or that of a new chain. */
function begin(call: Call, scope: number): DeltaState & { readonly until: number; readonly at: number } {
  const { query, mailbox } = call
  const token = query.raw.get('$skiptoken') ?? query.raw.get('$deltatoken')
  const state = token === undefined ? first(call, scope) : decodeDeltaToken(mailbox, token, scope, `${call.url}?$deltatoken=`)
  return { ...state, until: state.until ?? mailbox.seq, at: state.at ?? state.since }
}

function first(call: Call, scope: number): DeltaState {
  const { query, mailbox } = call
  checkSelect(query.select, scope === 0 ? 'mailFolder' : 'message')
  const received = receivedFrom(call)
  return {
    scope,
    generation: mailbox.syncGeneration,
    since: 0,
    ...(query.top === undefined ? {} : { top: query.top }),
    ...(query.select === undefined ? {} : { select: query.select }),
    ...(query.properties.length === 0 ? {} : { properties: query.properties }),
    ...(received === undefined ? {} : { receivedFrom: received }),
  }
}

/** The only filter and order that delta knows. */
function receivedFrom(call: Call): number | undefined {
  const { filterText, orderBy } = call.query
  if (orderBy.some(({ name, descending }) => name !== 'receivedDateTime' || !descending))
    throw badRequest('ErrorInvalidUrlQuery', 'The sort order is not supported.')
  if (filterText === undefined) return undefined
  const match = /^\s*receivedDateTime\s+(ge|gt)\s+(\S+)\s*$/.exec(filterText)
  const at = Date.parse(match?.[2] ?? '')
  if (Number.isNaN(at)) throw badRequest('ErrorInvalidUrlQueryFilter', 'The filter is not supported by delta.')
  return match?.[1] === 'gt' ? at + 1000 : at
}

async function answer(call: Call, state: DeltaState & { until: number; at: number }, reports: Report[], type: string): Promise<Answer> {
  const { deltaRepeats } = call.world.switches
  const size = Math.max(
    1,
    Math.min(state.top ?? 1000, call.maxPageSize ?? 1000, state.top === undefined && call.maxPageSize === undefined ? 10 : 1000),
  )
  const due = reports.slice(0, size)
  const listed = deltaRepeats === 'items' && due[0] !== undefined ? [...due, due[0]] : due
  const value: object[] = []
  for (const report of listed) value.push(await report.render())
  const { until, at, again, ...chain } = state
  const repeat = deltaRepeats === 'pages' && again !== true && due.length > 0
  const last = due.at(-1)?.seq ?? until
  const next: DeltaState | undefined = repeat
    ? { ...chain, until, at, again: true }
    : reports.length > size
      ? { ...chain, until, at: last }
      : undefined
  const link =
    next === undefined
      ? { '@odata.deltaLink': `${call.url}?$deltatoken=${encodeDeltaToken(call.mailbox, { ...chain, since: until })}` }
      : { '@odata.nextLink': `${call.url}?$skiptoken=${encodeDeltaToken(call.mailbox, next)}` }
  return { status: 200, json: { '@odata.context': `${call.origin}/v1.0/$metadata#${type}`, ...link, value } }
}

function messageReports(call: Call, folder: Folder, state: DeltaState & { until: number; at: number }): Report[] {
  const returned = call.immutable && call.world.switches.deltaForgetsReturned ? leftAndReturned(folder, state) : new Set<number>()
  const changed: Report[] = []
  for (const message of folder.items.values()) {
    if (message.seq <= state.at || message.seq > state.until || returned.has(message.n)) continue
    if (state.receivedFrom !== undefined && message.receivedAt < state.receivedFrom) continue
    changed.push({ seq: message.seq, render: () => shown(call, message, state) })
  }
  const removed = removalsOf(folder.removals, state)
    .filter((removal) => !isBack(call, folder, removal) || returned.has(removal.n))
    .map((removal) => ({ seq: removal.seq, render: () => gone('message', messageId(call.mailbox, removal, call.immutable)) }))
  return [...changed, ...removed].sort((a, b) => a.seq - b.seq)
}

/** Known issue of immutable ids: what left and came back between two polls is only reported as gone. */
function leftAndReturned(folder: Folder, state: { since: number; until: number }): Set<number> {
  const numbers = folder.removals
    .filter(({ seq, arrivedSeq }) => seq > state.since && seq <= state.until && arrivedSeq <= state.since)
    .map(({ n }) => n)
  return new Set(numbers.filter((n) => folder.items.has(n) && (folder.items.get(n)?.arrivedSeq ?? 0) <= state.until))
}

/** With immutable ids a message that is here again has the id that it left with. */
function isBack(call: Call, folder: Folder, removal: Removal): boolean {
  return call.immutable && folder.items.has(removal.n)
}

/** Removals of this round that are still to be reported, without what came and went in between. */
function removalsOf(removals: readonly Removal[], state: { since: number; at: number; until: number }): Removal[] {
  if (state.since === 0) return []
  return removals.filter(({ seq, arrivedSeq }) => seq > state.at && seq <= state.until && arrivedSeq <= state.since)
}

async function shown(call: Call, message: Message, state: DeltaState): Promise<object> {
  const { switches } = call.world
  const partial = switches.partialReadStateChanges && state.since > 0 && message.contentSeq <= state.since
  if (partial) return { '@odata.type': '#microsoft.graph.message', id: messageId(call.mailbox, message, call.immutable), isRead: message.isRead }
  const properties = switches.deltaExpandsProperties ? (state.properties ?? []) : []
  return { '@odata.type': '#microsoft.graph.message', ...(await renderMessage(call, message, { select: state.select, properties })) }
}

function folderReports(call: Call, state: DeltaState & { until: number; at: number }): Report[] {
  const root = wellKnownFolder(call.mailbox, 'msgfolderroot')
  const changed = [...call.mailbox.folders.values()]
    .filter((folder) => folder.seq > state.at && folder.seq <= state.until && folder !== root && !folder.hidden && folder.parent !== undefined)
    .map((folder) => ({
      seq: folder.seq,
      render: () => ({ '@odata.type': '#microsoft.graph.mailFolder', ...renderFolder(call, folder, state.select) }),
    }))
  const removed = removalsOf(call.mailbox.folderRemovals, state).map((removal) => ({
    seq: removal.seq,
    render: () => gone('mailFolder', folderId(call.mailbox, removal)),
  }))
  return [...changed, ...removed].sort((a, b) => a.seq - b.seq)
}

function gone(type: string, id: string): object {
  return { '@odata.type': `#microsoft.graph.${type}`, id, '@removed': { reason: 'deleted' } }
}
