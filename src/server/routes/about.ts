import { z } from 'zod'
import type { Router } from '../router.ts'

export interface AboutOptions {
  readonly version: string
  /** Of the programs that it runs on. */
  readonly versions: () => Readonly<Record<string, string>>
  /** The configuration without its secrets. @throws {ApiError} `NOT_SET_UP` */
  readonly configuration: () => unknown
  /** What helps others to help. @throws {ApiError} `NOT_SET_UP` */
  readonly supportBundle: () => Promise<unknown>
}

/** What runs here, and what it was told to do. */
export function aboutRoutes(router: Router, { version, versions, configuration, supportBundle }: AboutOptions): void {
  const about = z.object({ version: z.string(), versions: z.record(z.string(), z.string()) })
  router.get('/about', { schema: { summary: 'What runs here', tags: ['about'], response: { 200: about } }, config: { needs: 'read' } }, async () => ({ version, versions: { ...versions() } }))

  router.get('/configuration', { schema: { summary: 'The configuration, without secrets', tags: ['about'], response: { 200: z.object({ configuration: z.unknown() }) } }, config: { needs: 'administer' } }, async () => ({ configuration: configuration() }))

  router.get('/support-bundle', { schema: { summary: 'What helps others to find a fault: no content, subject, address or secret', tags: ['about'], response: { 200: z.unknown() } }, config: { needs: 'operate' } }, async (_request, reply) => {
    const bundle = await supportBundle()
    return reply.header('content-disposition', 'attachment; filename="tongbu-support.json"').header('cache-control', 'no-store').send(bundle)
  })
}
