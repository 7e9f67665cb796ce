import { z } from 'zod'
import { MICROSOFT_CLOUDS } from '../../domain/microsoft-cloud.ts'
import { dingtalkPermissions, dingtalkSteps } from '../../setup/dingtalk/guide.ts'
import { CLOUDS, CONSOLES, EDITIONS } from '../../setup/draft.ts'
import { neededPermissions } from '../../setup/microsoft/permissions.ts'
import { consolePages, redirectUriOf } from '../../setup/microsoft/register-app.ts'
import { restrictionSteps } from '../../setup/microsoft/restrict-app.ts'
import type { Router } from '../router.ts'

const yes = z.stringbool().default(false)
const microsoftAsked = z.strictObject({
  cloud: z.enum(CLOUDS).default('global'),
  clientId: z.string().trim().max(100).optional(),
  mailboxes: z.string().max(20_000).default('').meta({ description: 'Outlook addresses that the app is to reach, with commas between them' }),
  signIn: z.enum(['app', 'person']).default('app'),
  writes: z.stringbool().default(true),
  importMime: yes,
  imap: yes,
  checks: yes,
})

const permission = z
  .object({
    name: z.string(),
    api: z.string(),
    kind: z.enum(['application', 'delegated']),
    need: z.enum(['needed', 'useful']),
    reason: z.string(),
    why: z.string().meta({ description: 'In English' }),
    canBeNarrowed: z.boolean().meta({ description: 'Whether Exchange can grant it for some mailboxes instead' }),
    byAdministrator: z.boolean(),
  })
  .meta({ id: 'NeededPermission' })

const microsoftGuide = z.object({
  console: z.string(),
  pages: z.record(z.string(), z.string()),
  redirectUri: z.string().optional().meta({ description: 'To be registered letter for letter; missing where Microsoft would not lead back to this address' }),
  permissions: z.array(permission),
  restriction: z.array(z.object({ id: z.string(), why: z.string(), commands: z.array(z.string()) })).meta({ description: 'PowerShell for an administrator of Exchange (RBAC for Applications)' }),
})

const sureness = z.enum(['documented', 'seen', 'guess'])
const dingtalkGuide = z.object({
  steps: z.array(z.object({ id: z.string(), by: z.enum(['administrator', 'person']), where: z.array(z.string()), what: z.string(), sureness, probe: z.string().optional() })),
  permissions: z.array(z.object({ name: z.string(), why: z.string(), sureness, probe: z.string() })),
})

const ADDRESS = /^[^@\s,]+@[^@\s,]+$/

/** What has to be done in the consoles of both clouds, computed from what was chosen. Asks nobody and remembers nothing. */
export function connectGuideRoutes(router: Router): void {
  const tags = ['set-up']
  const config = { needs: 'administer' } as const

  router.get('/setup/guide/microsoft', { schema: { summary: 'What to do in the console of Microsoft, and why', tags, querystring: microsoftAsked, response: { 200: microsoftGuide } }, config }, async (request) => {
    const { cloud, clientId = '', mailboxes, ...features } = request.query
    const redirect = redirectUriOf(`${request.protocol}://${request.host}`)
    const addresses = mailboxes.split(',').map((each) => each.trim()).filter((each) => ADDRESS.test(each))
    return {
      console: MICROSOFT_CLOUDS[cloud].console,
      pages: consolePages({ cloud, clientId }),
      ...('uri' in redirect ? { redirectUri: redirect.uri } : {}),
      permissions: [...neededPermissions(features)],
      restriction: features.signIn === 'person' ? [] : restrictionSteps({ cloud, clientId: clientId === '' ? '<client id>' : clientId, mailboxes: addresses, features }).map(({ commands, ...step }) => ({ ...step, commands: [...commands] })),
    }
  })

  const dingtalkAsked = z.strictObject({ console: z.enum(CONSOLES), edition: z.enum(EDITIONS).default('unknown'), openapi: z.stringbool().default(true), writes: z.stringbool().default(true) })
  router.get('/setup/guide/dingtalk', { schema: { summary: 'What to do in the console of DingTalk mail, and why', tags, querystring: dingtalkAsked, response: { 200: dingtalkGuide } }, config }, async ({ query }) => ({
    steps: dingtalkSteps(query).map(({ where, ...step }) => ({ ...step, where: [...where] })),
    permissions: [...dingtalkPermissions(query)],
  }))
}
