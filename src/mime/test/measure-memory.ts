import { parseMessage } from '../parse-message.ts'
import { largeMail } from './large-mail.ts'

/** Run as a process of its own: parses a large mail and prints by how many MB that raised the most memory it ever had. */
const megabytes = Number(process.argv[2])
await (await parseMessage(largeMail(1))).dispose()
const before = process.resourceUsage().maxRSS
const message = await parseMessage(largeMail(megabytes))
const size = message.attachments[0]?.bytes.size
await message.dispose()
process.stdout.write(JSON.stringify({ size, grownMegabytes: (process.resourceUsage().maxRSS - before) / 1024 }))
