import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

import { ApiFailure, badRequest, notFound } from './failure.ts'
import type { ApiAnswer, ApiCall, Route } from './gate.ts'
import type { StreamLink } from './stream-links.ts'

/** Links carry their own right: no token is looked at. */
export const streamRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', path: '/v2/stream/:link', kind: 'GET stream', run: download },
  { method: 'POST', path: '/v2/stream/:link', kind: 'POST stream', run: (call) => upload(call, 'post') },
  { method: 'PUT', path: '/v2/stream/:link', kind: 'PUT stream', run: (call) => upload(call, 'put') },
]

function download({ service, params }: ApiCall): ApiAnswer {
  const link = linkOf(service.links.find(params['link'] ?? ''))
  if (!link.read) throw notFound('stream.notFound')
  const body = link.read()
  if (service.switches.singleUseLinks) service.links.drop(params['link'] ?? '')
  return { body, client: link.client }
}

async function upload(call: ApiCall, by: 'post' | 'put'): Promise<ApiAnswer> {
  const { service, params } = call
  const link = linkOf(service.links.find(params['link'] ?? ''))
  const bytes = await bytesOf(call.body)
  if (!link.take) throw notFound('stream.notFound')
  if (service.switches.upload !== by) throw new ApiFailure(405, 'method.notAllowed')
  link.pieces.push(bytes)
  if (by === 'put' && !isLast(call, link)) return { client: link.client }
  const whole = Buffer.concat(link.pieces)
  if (whole.length === 0) throw badRequest('attachment.empty')
  service.links.drop(params['link'] ?? '')
  await link.take(whole)
  return { client: link.client, write: true }
}

/** Pieces come in order, `Content-Range: bytes a-b/total`. */
function isLast({ headers }: ApiCall, link: StreamLink): boolean {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
  const piece = link.pieces.at(-1)?.length ?? 0
  const before = link.pieces.reduce((sum, each) => sum + each.length, 0) - piece
  if (Number(first) !== before || Number(last) !== before + piece - 1) {
    link.pieces.pop()
    throw new ApiFailure(416, 'range.invalid')
  }
  return Number(last) + 1 === Number(total)
}

function linkOf(link: StreamLink | undefined): StreamLink {
  if (!link) throw notFound('stream.notFound')
  return link
}

async function bytesOf(body: unknown): Promise<Buffer> {
  return body instanceof Readable ? buffer(body) : Buffer.alloc(0)
}
