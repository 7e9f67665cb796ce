import type { PairInfo, Probed } from '../app.ts'
import { ERROR_CODES, isErrorCode } from '../domain/error-codes.ts'
import { opposite } from '../domain/side.ts'
import { cloudName } from './findings.ts'
import { duration } from './render.ts'

type Direction = Probed['directions'][number]

const FACTS: Readonly<Record<Probed['facts'][number]['what'], readonly [yes: string, no: string]>> = {
  'keeps-received-date': ['keeps the received date of what is put in', 'gives what is put in another received date'],
  'keeps-marks': ['keeps the marks of what is put in', 'drops marks of what is put in'],
  'keeps-bytes': ['keeps the bytes of what is put in', 'rebuilds what is put in'],
  'reads-the-same-twice': ['reads the same twice', 'reads differently each time'],
}

/** Whether everything crossed as it should. */
export const isProbedWell = ({ directions, isClean }: Probed): boolean => isClean && directions.every(({ outcome, marksBack }) => outcome === 'arrived' && marksBack?.came === true)

/** Where and when something was found out. */
export const probedWhere = ({ place, at }: Probed): string => (place === 'simulation' ? `on the simulation, ${at}` : `on your tenant, ${at}`)

/** What a two-way test found, for people. */
export function probeLines(probed: Probed, pair: PairInfo): readonly string[] {
  const end = probed.isClean ? '  Nothing of it is left on either side.' : '  Something of it is still there: the next run of the pair clears it away.'
  return [...probed.directions.map((direction) => `  ${directionLine(direction, pair)}`), ...factLines(probed, pair), end]
}

function directionLine({ from, outcome, tookMs = 0, differences, isExact, marksBack, code = '' }: Direction, pair: PairInfo): string {
  const way = `${cloudName(pair[from])} → ${cloudName(pair[opposite(from)])}:`
  if (outcome === 'missing') return `✗ ${way} did not arrive in time.`
  if (outcome === 'refused') return `✗ ${way} was refused: ${isErrorCode(code) ? ERROR_CODES[code].cause : code}`
  const arrived = `arrived after ${duration(tookMs)}${differences.length > 0 ? `, and differs in: ${differences.join(', ')}` : isExact ? ', byte for byte' : ', with the same content'}`
  const back = marksBack === undefined ? '' : marksBack.came ? `; marks came back after ${duration(marksBack.tookMs)}` : '; marks did not come back'
  return `${differences.length === 0 && marksBack?.came === true ? '✓' : '!'} ${way} ${arrived}${back}.`
}

/** What was answered that the vendors leave open. */
export const factLines = (probed: Probed, pair: PairInfo): readonly string[] => probed.facts.map(({ on, what, answer }) => `  · ${cloudName(pair[on])} ${FACTS[what][answer ? 0 : 1]} (${probedWhere(probed)})`)
