import type { FolderRole } from '../../src/domain/folder.ts'
import type { People } from './people.ts'

/** A Graph endpoint and an app that may do everything in a mailbox. */
export interface PeopleApp {
  readonly graphUrl: string
  readonly loginUrl: string
  readonly tenant: string
  readonly clientId: string
  readonly clientSecret: string
  readonly address: string
}

const ALIASES: Record<FolderRole, string> = { inbox: 'inbox', sent: 'sentitems', drafts: 'drafts', trash: 'deleteditems', junk: 'junkemail' }

/** What is read of an answer: a message's id, or a list of messages. */
interface Answered {
  readonly id: string
  readonly value: readonly { readonly id: string; readonly isRead: boolean; readonly internetMessageId: string }[]
}

const NOTHING: Answered = { id: '', value: [] }

/** People at an Outlook mailbox: plain requests, nothing of the connector. */
export async function outlookPeople(app: PeopleApp): Promise<People> {
  let token = await tokenOf(app)
  const call = async (method: string, path: string, body?: string | object, root = app.graphUrl): Promise<Answered> => {
    const response = await fetch(`${root}/users/${encodeURIComponent(app.address)}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        prefer: 'IdType="ImmutableId"',
        ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.status === 401) {
      token = await tokenOf(app)
      return await call(method, path, body, root)
    }
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? NOTHING : JSON.parse(text)
  }

  const find = async (internetMessageId: string): Promise<{ id: string; isRead: boolean }> => {
    const { value } = await call('GET', 'messages?$top=1000&$select=id,isRead,internetMessageId')
    const found = value.find((message) => message.internetMessageId === internetMessageId)
    if (found === undefined) throw new Error(`no message ${internetMessageId}`)
    return found
  }

  return {
    append: async (role, mime, { read }) => {
      const beta = app.graphUrl.replace(/v1\.0$/, 'beta')
      const { id } = await call('POST', `mailFolders/${ALIASES[role]}/importMime`, Buffer.from(mime).toString('base64'), beta)
      await call('PATCH', `messages/${id}`, { isRead: read })
    },
    mark: async (internetMessageId, { read, flagged }) => {
      const { id } = await find(internetMessageId)
      await call('PATCH', `messages/${id}`, {
        ...(read === undefined ? {} : { isRead: read }),
        ...(flagged === undefined ? {} : { flag: { flagStatus: flagged ? 'flagged' : 'notFlagged' } }),
      })
    },
    move: async (internetMessageId, role) => {
      const { id } = await find(internetMessageId)
      await call('POST', `messages/${id}/move`, { destinationId: ALIASES[role] })
    },
    expunge: async (internetMessageId) => {
      const { id } = await find(internetMessageId)
      await call('POST', `messages/${id}/permanentDelete`)
    },
    isRead: async (internetMessageId) => (await find(internetMessageId)).isRead,
  }
}

async function tokenOf(app: PeopleApp): Promise<string> {
  const response = await fetch(`${app.loginUrl}/${app.tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  })
  const answer = (await response.json()) as { access_token: string }
  if (!response.ok) throw new Error(`no token: ${JSON.stringify(answer)}`)
  return answer.access_token
}
