import { memoryInUse } from './memory-in-use.ts'

/** To be loaded before a program (`--import`): it then tells its parent what memory it has in use, whenever it is asked by a message. */
process.on('message', () => process.send?.(memoryInUse()))
process.channel?.unref()
