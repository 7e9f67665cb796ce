import { z } from 'zod'
import type { AppCall, Call, Route } from './call.ts'
import { badRequest, itemNotFound, unreadableBody } from './errors.ts'
import { SETTINGS_READ, SETTINGS_WRITE } from './permissions.ts'
import type { MessageRule } from './state.ts'

const recipient = z.strictObject({ emailAddress: z.strictObject({ name: z.string().optional(), address: z.string() }) })
const actions = z.strictObject({
  forwardTo: z.array(recipient).optional(),
  redirectTo: z.array(recipient).optional(),
  forwardAsAttachmentTo: z.array(recipient).optional(),
  moveToFolder: z.string().optional(),
  markAsRead: z.boolean().optional(),
  stopProcessingRules: z.boolean().optional(),
})
const newRule = z.strictObject({
  displayName: z.string(),
  sequence: z.int(),
  isEnabled: z.boolean().default(true),
  conditions: z.record(z.string(), z.unknown()).optional(),
  actions,
})

/** Settings of a mailbox and the rules of its inbox, which are kept and never run. */
export const settingsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'mailboxSettings',
    kind: 'GET mailboxSettings',
    permissions: SETTINGS_READ,
    handle: (call) => ({ status: 200, json: { '@odata.context': contextOf(call, 'mailboxSettings'), ...settingsOf(call) } }),
  },
  {
    method: 'GET',
    path: 'mailboxSettings/userPurpose',
    kind: 'GET mailboxSettings',
    permissions: SETTINGS_READ,
    handle: (call) => ({ status: 200, json: { '@odata.context': contextOf(call, 'mailboxSettings/userPurpose'), value: call.world.switches.userPurpose } }),
  },
  {
    method: 'GET',
    path: 'mailFolders/:folder/messageRules',
    kind: 'GET messageRules',
    permissions: SETTINGS_READ,
    handle: (call) => ({ status: 200, json: { '@odata.context': contextOf(call, "mailFolders('inbox')/messageRules"), value: inboxRules(call) } }),
  },
  {
    method: 'POST',
    path: 'mailFolders/:folder/messageRules',
    kind: 'POST messageRule',
    permissions: SETTINGS_WRITE,
    handle: (call) => {
      const rules = inboxRules(call)
      const parsed = newRule.safeParse(jsonOf(call))
      if (!parsed.success) throw unreadableBody()
      const { displayName, sequence, isEnabled, conditions, actions: does } = parsed.data
      const id = `AQAA${Buffer.from(`${call.mailbox.userId} ${call.mailbox.nextNumber++}`).toString('base64url').slice(-12)}=`
      const rule: MessageRule = { id, displayName, sequence, isEnabled, hasError: false, isReadOnly: false, ...(conditions === undefined ? {} : { conditions }), actions: fullActions(does) }
      rules.push(rule)
      return { status: 201, json: { '@odata.context': contextOf(call, "mailFolders('inbox')/messageRules/$entity"), ...rule }, wrote: true }
    },
  },
  {
    method: 'DELETE',
    path: 'mailFolders/:folder/messageRules/:rule',
    kind: 'DELETE messageRule',
    permissions: SETTINGS_WRITE,
    handle: (call) => {
      const rules = inboxRules(call)
      const at = rules.findIndex(({ id }) => id === call.params['rule'])
      if (at < 0) throw itemNotFound()
      rules.splice(at, 1)
      return { status: 204, wrote: true }
    },
  },
]

/** Only the inbox has rules (resource page messagerule). */
function inboxRules({ mailbox, params }: Call): MessageRule[] {
  if (params['folder']?.toLowerCase() !== 'inbox') throw badRequest('ErrorInvalidParameter', 'Rules are those of the inbox.')
  return mailbox.rules
}

/** Names and addresses as the cloud completes them. */
function fullActions(given: z.infer<typeof actions>): MessageRule['actions'] {
  const full = (list: readonly z.infer<typeof recipient>[] | undefined) => list?.map(({ emailAddress: { name, address } }) => ({ emailAddress: { name: name ?? address, address } }))
  const parts = { ...given, forwardTo: full(given.forwardTo), redirectTo: full(given.redirectTo), forwardAsAttachmentTo: full(given.forwardAsAttachmentTo) }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

const settingsOf = ({ world }: Call): object => ({
  timeZone: 'China Standard Time',
  delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
  dateFormat: 'd/M/yyyy',
  timeFormat: 'HH:mm',
  userPurpose: world.switches.userPurpose,
  automaticRepliesSetting: {
    status: 'disabled',
    externalAudience: 'all',
    internalReplyMessage: '',
    externalReplyMessage: '',
    scheduledStartDateTime: { dateTime: '2026-01-01T00:00:00.0000000', timeZone: 'UTC' },
    scheduledEndDateTime: { dateTime: '2026-01-02T00:00:00.0000000', timeZone: 'UTC' },
  },
  language: { locale: 'zh-HK', displayName: 'Chinese (Traditional, Hong Kong S.A.R.)' },
  workingHours: { daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], startTime: '08:00:00.0000000', endTime: '17:00:00.0000000', timeZone: { name: 'China Standard Time' } },
})

const contextOf = ({ origin, mailbox }: AppCall & Pick<Call, 'mailbox'>, what: string): string => `${origin}/v1.0/$metadata#users('${encodeURIComponent(mailbox.address)}')/${what}`

function jsonOf({ body }: Call): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw unreadableBody()
  }
}
