import { z } from 'zod'
import type { Answer, AppCall, AppRoute, GraphRequest } from './call.ts'
import { badRequest } from './errors.ts'
import { readJson } from './find.ts'
import { READ_BASIC } from './permissions.ts'

/** Page json-batching. Each part is admitted, counted and recorded as if it had come by itself. */
export const batchRoutes: readonly AppRoute[] = [
  { method: 'POST', path: '$batch', kind: 'POST $batch', permissions: READ_BASIC, handleForApp: batch },
  { method: 'POST', path: '$batch', kind: 'POST $batch', permissions: READ_BASIC, handleForApp: batch, version: 'beta' },
]

const MOST_PARTS = 20

const part = z.strictObject({
  id: z.string().min(1),
  method: z.string(),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.union([z.record(z.string(), z.unknown()), z.string()]).nullish(),
  dependsOn: z.array(z.string()).nullish(),
})
type Part = z.infer<typeof part>

async function batch(call: AppCall): Promise<Answer> {
  const parts = partsOf(call)
  const done = new Map<string, Promise<Answer>>()
  for (const each of parts.toSorted((a, b) => (a.dependsOn ?? []).length - (b.dependsOn ?? []).length))
    done.set(each.id, after(each, done, () => answerTo(call, each)))
  const responses: object[] = []
  // In the order of their ends: clients must not rely on any.
  await Promise.all(parts.map(async ({ id }) => responses.push(render(id, await (done.get(id) ?? failed)))))
  return { status: 200, json: { responses }, wrote: false }
}

/** @throws {GraphError} 400 for the whole batch */
function partsOf(call: AppCall): readonly Part[] {
  const { requests } = readJson(call)
  if (!Array.isArray(requests) || requests.length === 0) throw invalid('A batch needs requests.')
  if (requests.length > MOST_PARTS) throw badRequest('MaximumValueExceeded', `Number of batch request steps exceeds the maximum value of ${MOST_PARTS}.`)
  const read = z.array(part).safeParse(requests)
  if (!read.success) throw invalid(`The property ${read.error.issues[0]?.path.join('.') ?? ''} is missing, unknown or not valid.`)
  const parts = read.data
  if (new Set(parts.map(({ id }) => id.toLowerCase())).size < parts.length) throw invalid('Every request in a batch must have a unique id.')
  if (parts.some(({ body, headers }) => body !== undefined && body !== null && headerOf(headers, 'content-type') === undefined))
    throw invalid('Write requests must have a Content-Type header declaration.')
  if (!isSupportedOrder(parts)) throw invalid('The dependsOn of a batch must name none, the request before, or always the same one.')
  return parts
}

const invalid = (message: string) => badRequest('BadRequest', `Invalid batch payload format. ${message}`)

/** Known issue: only three shapes work: no dependency, each on the one before, or all that have one on the same. */
function isSupportedOrder(parts: readonly Part[]): boolean {
  const needs = parts.map(({ dependsOn }) => dependsOn ?? [])
  if (needs.some((ids) => ids.length > 1 || !ids.every((id) => parts.some((each) => each.id === id)))) return false
  const named = needs.flat()
  const isChain = needs.every(([id], index) => id === parts[index - 1]?.id)
  const [same] = named
  const free = parts.find(({ id }) => id === same)
  return isChain || named.every((id) => id === same && (free?.dependsOn ?? []).length === 0)
}

const failed: Answer = { status: 424, json: { error: { code: 'FailedDependency', message: 'The request this one depends on failed.' } } }

/** What comes after nothing begins at once, all together. */
function after({ dependsOn }: Part, done: ReadonlyMap<string, Promise<Answer>>, begin: () => Promise<Answer>): Promise<Answer> {
  const before = dependsOn?.[0] === undefined ? undefined : done.get(dependsOn[0])
  return before === undefined ? begin() : before.then(({ status }) => (status >= 400 ? failed : begin()))
}

async function answerTo(call: AppCall, { method, url, headers = {}, body }: Part): Promise<Answer> {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const version = new URL(call.url).pathname.split('/')[1] ?? ''
  const request: GraphRequest = {
    method: method.toUpperCase(),
    url: `/${version}/${url.replace(/^\//, '')}`,
    headers: { authorization: call.headers.authorization, ...named },
    body: bytesOf(body ?? undefined, named['content-type'] ?? ''),
    origin: call.origin,
  }
  if (/^\/[^/]+\/\$batch\b/.test(request.url)) return { status: 400, json: { error: { code: 'BadRequest', message: 'A batch cannot hold a batch.' } } }
  const answer = await call.serve(request)
  return answer ?? { status: 504, json: { error: { code: 'UnknownError', message: '' } } }
}

/** JSON and text stand as they are; other content is base64. */
function bytesOf(body: Part['body'], type: string): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (typeof body !== 'string') return Buffer.from(JSON.stringify(body))
  return Buffer.from(body, /^text\//i.test(type) ? 'utf8' : 'base64')
}

function render(id: string, { status, json, bytes, type, headers = {} }: Answer): object {
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [titled(name), value]))
  if (json !== undefined) return { id, status, headers: { ...given, 'Content-Type': 'application/json; odata.metadata=minimal; charset=utf-8' }, body: json }
  if (bytes === undefined) return { id, status, headers: given }
  return { id, status, headers: { ...given, 'Content-Type': type ?? 'application/octet-stream' }, body: bytes.toString('base64') }
}

const headerOf = (headers: Part['headers'], name: string): string | undefined => Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1]

/** `retry-after` as `Retry-After`. */
const titled = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
