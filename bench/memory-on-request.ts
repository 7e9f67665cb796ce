import { memoryInUse } from './memory-in-use.ts'

/** To be loaded before a program (`--import`): it then says in a line on stderr what memory it has in use, at every SIGUSR2. */
process.on('SIGUSR2', () => process.stderr.write(`${JSON.stringify({ inUse: memoryInUse() })}\n`))
