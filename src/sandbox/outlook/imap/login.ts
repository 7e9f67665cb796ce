import { textOf } from '../../imap/arguments.ts'
import { anyTime, bad, no, ok, type Command } from '../../imap/command.ts'
import type { World } from '../call.ts'
import { IMAP_ACCESS } from '../permissions.ts'
import type { Mailbox } from '../state.ts'
import type { App, Tokens } from '../tokens.ts'
import type { FolderViews } from './folder-views.ts'
import { MailboxView } from './mailbox-view.ts'

const REFUSED = 'AUTHENTICATE failed.'

/** SASL XOAUTH2: an address and a token for Exchange of an app that was granted IMAP. A token for Graph is worth nothing here. */
export const authenticateCommand = (world: World, tokens: Tokens, viewsOf: (mailbox: Mailbox) => FolderViews): Command =>
  anyTime(async ({ session, args }) => {
    const [mechanism, initial] = args.map(textOf)
    if (session.login || mechanism?.toUpperCase() !== 'XOAUTH2') return bad('Command Argument Error. 12')
    if (initial === undefined) {
      session.output.write('+ \r\n')
      await session.output.flush()
    }
    const { user, token } = readXoauth2(initial ?? (await session.reader.line()) ?? '')
    const mailbox = world.mailboxes.get(user.toLowerCase())
    const app = mailbox && appOf(tokens, token, mailbox)
    if (mailbox?.state !== 'open' || !app || world.switches.imap === 'off') return no(REFUSED)
    // Seen where the app was let in and not the mailbox: from then on each command is refused.
    if (world.switches.imap === 'on') session.login = { mailbox: new MailboxView(world, viewsOf(mailbox), app.clientId), client: app.clientId, leave: () => undefined }
    return ok('AUTHENTICATE completed.')
  })

function appOf(tokens: Tokens, token: string, mailbox: Mailbox): App | undefined {
  const outcome = tokens.look(token, 'exchange')
  if ('app' in outcome && outcome.person !== undefined && outcome.person.userId !== mailbox.userId) return undefined
  return 'app' in outcome && IMAP_ACCESS.some((permission) => outcome.app.permissions.has(permission)) ? outcome.app : undefined
}

/** @see https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth */
function readXoauth2(encoded: string): { user: string; token: string } {
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const [, user = '', token = ''] = /^user=([^\u0001]*)\u0001auth=Bearer ([^\u0001]*)\u0001\u0001$/i.exec(text) ?? []
  return { user, token }
}
