import { mailboxContract } from './mailbox-contract.ts'
import { openOutlookScene } from './outlook-scene.ts'

mailboxContract('Outlook by rebuilding', () => openOutlookScene({}, { pageSize: 3 }))
mailboxContract('Outlook by importing MIME', () => openOutlookScene({ advancedMail: true }, { pageSize: 3 }))

mailboxContract('Outlook by APPEND', () => openOutlookScene({ outlookImap: true }, { pageSize: 3 }))

/** What Microsoft leaves open, one at a time in the less likely position. */
const FLIPPED = [
  { deltaExpandsProperties: false },
  { partialReadStateChanges: true },
  { propertyIdEcho: 'lower' },
  { propertyNull: 'refused' },
  { propertyNull: 'ignored' },
  { deltaRepeats: 'items' },
  { deltaRepeats: 'pages' },
  { idSpacesStrict: true },
  { recoverableReadable: false },
  { advancedMailEnforced: true },
  { rebuild: 'harsh' },
] as const

for (const outlook of FLIPPED) mailboxContract(`Outlook with ${JSON.stringify(outlook)}`, () => openOutlookScene({ outlook }, { pageSize: 3 }))

const FLIPPED_IMPORT = [{ headersAsProperties: false }, { importReceivedNow: true }, { receivedTimePatchable: false }, { importIsRead: true }] as const

for (const outlook of FLIPPED_IMPORT) {
  mailboxContract(`Outlook by importing MIME with ${JSON.stringify(outlook)}`, () => openOutlookScene({ outlook, advancedMail: true }, { pageSize: 3 }))
}

const FLIPPED_APPEND = [
  { headersAsProperties: false }, { appendUid: false }, { appendDateIsReceived: false }, { appendDateIsReceived: false, receivedTimePatchable: false },
  { appendKeepsMime: false }, { appendedReadSendsReceipt: true }, { imap: 'off' }, { imap: 'not connected' },
] as const

for (const outlook of FLIPPED_APPEND) mailboxContract(`Outlook by APPEND with ${JSON.stringify(outlook)}`, () => openOutlookScene({ outlook, outlookImap: true }, { pageSize: 3 }))

const HOSTILE = {
  deltaExpandsProperties: false, partialReadStateChanges: true, propertyIdEcho: 'lower', propertyNull: 'ignored', deltaRepeats: 'pages', idSpacesStrict: true, staleSearch: true,
  recoverableReadable: false, advancedMailEnforced: true, headersAsProperties: false, importReceivedNow: true, receivedTimePatchable: false,
  importIsRead: true, rebuild: 'harsh', deletionSendsReceipt: true, appendUid: false, appendDateIsReceived: false, appendedReadSendsReceipt: true,
} as const

mailboxContract('Outlook at its most hostile', () => openOutlookScene({ outlook: HOSTILE }, { pageSize: 3 }))
mailboxContract('Outlook at its most hostile, importing MIME', () => openOutlookScene({ outlook: HOSTILE, advancedMail: true }, { pageSize: 3 }))

mailboxContract('Outlook at its most hostile, by APPEND', () => openOutlookScene({ outlook: { ...HOSTILE, receivedTimePatchable: true }, outlookImap: true }, { pageSize: 3 }))

mailboxContract('Outlook that lost the import of MIME', async () => {
  const scene = await openOutlookScene({ advancedMail: true, outlook: { importMimeAvailable: false } }, { pageSize: 3, importMime: true })
  const { switches } = scene.sandbox.outlook
  const append: typeof scene.people.append = async (...mail) => {
    switches.importMimeAvailable = true
    await scene.people.append(...mail)
    switches.importMimeAvailable = false
  }
  return { ...scene, people: { ...scene.people, append } }
})
