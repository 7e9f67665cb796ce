import type { Config } from '../config/config.ts'
import type { Draft } from './draft.ts'

/** What a configuration tells that the set-up would ask for, so that another pair can be added as the first one was. */
export function draftOf({ pairs }: Config): Pick<Draft, 'dingtalk' | 'microsoft' | 'policy'> {
  const left = pairs.findLast(({ dingtalk }) => dingtalk !== undefined)
  const right = pairs.at(-1)
  const known = left?.dingtalk
  return {
    ...(known === undefined
      ? {}
      : {
          dingtalk: {
            console: 'alimail',
            edition: 'unknown',
            ...(known.openapi === undefined ? {} : { app: { id: known.openapi.appId, secret: known.openapi.appSecret } }),
            openapiUrl: known.openapi?.baseUrl ?? 'https://alimail-cn.aliyuncs.com',
            imap: { host: known.imap.host, port: known.imap.port, tls: known.imap.tls },
            found: [],
            checkedAt: 0,
          },
        }),
    ...(right === undefined
      ? {}
      : {
          microsoft: {
            cloud: right.outlook.cloud,
            tenant: right.outlook.tenant,
            clientId: right.outlook.clientId,
            signIn: right.outlook.signIn === 'person' ? 'code' : right.outlook.clientCertificate === undefined ? 'secret' : 'certificate',
            secret: right.outlook.clientSecret,
            certificate: right.outlook.clientCertificate,
            graphUrl: right.outlook.graphUrl,
            loginUrl: right.outlook.loginUrl,
            found: [],
            checkedAt: 0,
          },
          policy: {
            direction: right.policy.readOnly === 'dingtalk' ? 'to-outlook' : right.policy.readOnly === 'outlook' ? 'to-dingtalk' : 'both',
            drafts: right.policy.drafts,
            departed: right.policy.departed,
            conflictsWonBy: right.policy.conflictsWonBy,
            ...(right.policy.noDelete === undefined ? {} : { noDelete: right.policy.noDelete }),
            ...(right.policy.startDate === undefined ? {} : { startDate: right.policy.startDate }),
            atNight: right.policy.oldMail === 'night',
          },
        }),
  }
}
