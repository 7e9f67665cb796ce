import { CommandError } from './command.ts'
import { EXIT } from './exit-codes.ts'

/** What a change answers, where it was done. `next`: what shows how it is now. @throws {CommandError} */
export function asSeen<Part>(changed: Part | undefined, next: string): Part {
  if (changed === undefined) throw new CommandError('Somebody else changed it at this moment; nothing was written.', { code: 'CHANGED_MEANWHILE', next, exitCode: EXIT.tryLater })
  return changed
}
