import type { ToldHead } from '../../domain/audit-head.ts'
import { UsageError } from '../command.ts'

/**
 * Heads as they were told: lines of JSON, each one head or, as an address was sent them, `{"heads": […]}` with several.
 * @throws {UsageError} naming the line that is neither
 */
export function readToldHeads(text: string): readonly ToldHead[] {
  return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : headsOf(line, at + 1)))
}

function headsOf(line: string, number: number): readonly ToldHead[] {
  const value = parse(line)
  const listed: unknown = typeof value === 'object' && value !== null && 'heads' in value ? value.heads : undefined
  const heads: readonly unknown[] = Array.isArray(listed) ? listed : [value]
  if (!heads.every(isToldHead)) throw new UsageError(`Line ${number} of the file with heads is none: each is {"pair", "records", "head", "at"}, as \`tongbu audit head\` and the service tell them.`)
  return heads
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const isToldHead = (value: unknown): value is ToldHead =>
  typeof value === 'object' &&
  value !== null &&
  ['pair', 'head', 'at'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  Number.isInteger(Reflect.get(value, 'records')) &&
  /^[0-9a-f]{64}$/.test(String(Reflect.get(value, 'head')))
