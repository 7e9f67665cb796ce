import { SyncError } from '../../domain/errors.ts'
import type { Mailbox } from '../connector.ts'
import { openImapChannel } from '../imap/imap-mailbox.ts'
import type { ImapOptions } from '../imap/imap-options.ts'
import type { AlimailOptions } from './alimail-client.ts'
import { joinChannels } from './joined-mailbox.ts'
import { openOpenapiMailbox } from './openapi-mailbox.ts'
import { openScene } from './openapi-scene.ts'
import { tagAccess } from './tags.ts'

/** The channels that a DingTalk mailbox is connected by; at least one. */
export interface DingtalkOptions {
  /** Raw messages, creating, exact content. Host in China: `imap.qiye.aliyun.com`, port 993 with TLS. */
  readonly imap?: ImapOptions
  /** Tags; without IMAP everything that can be had without putting messages in. */
  readonly openapi?: AlimailOptions
}

/**
 * A DingTalk mailbox (Alibaba Mail). What its servers do differently from the standards (COPY that takes the source away, UIDVALIDITY
 * that repeats, no CONDSTORE) is looked at by the IMAP connector rather than assumed. @throws {SyncError} `BAD_CONFIG` without a channel
 */
export function openDingtalkMailbox({ imap, openapi }: DingtalkOptions): Mailbox {
  if (imap === undefined && openapi === undefined) throw new SyncError('BAD_CONFIG', 'A DingTalk mailbox needs IMAP, the OpenAPI or both.')
  if (imap === undefined) return openOpenapiMailbox(openapi as AlimailOptions)
  const channel = openImapChannel(imap)
  if (openapi === undefined) return channel.mailbox
  return joinChannels(channel, openScene(openapi), tagAccess(openapi.tagNames))
}
