import { figureOf, type Plot } from '../bench/harness.ts'

const WIDTH = 640
const HEIGHT = 360
const EDGE = { left: 64, right: 110, top: 36, bottom: 48 }
const LINE_HEIGHT = 14
/** Told apart by everybody, on light and dark paper alike (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00']
const TEXT = 'fill="#808080" font-family="sans-serif" font-size="12"'

/** A plot with a logarithmic scale both ways: equal steps are equal factors, and a straight line of slope 1 is cost in proportion. */
export function plotSvg({ title, x, y, series }: Plot): string {
  const points = series.flatMap((each) => each.points)
  const across = scale(points.map(([at]) => at), EDGE.left, WIDTH - EDGE.right)
  const up = scale(points.map(([, value]) => value), HEIGHT - EDGE.bottom, EDGE.top)
  const sizes = [...new Set(points.map(([at]) => at))].sort((a, b) => a - b)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<text x="${EDGE.left}" y="20" ${TEXT} font-weight="bold">${escaped(title)}</text>`,
    ...up.ticks.map((tick) => `<path d="M${EDGE.left} ${up.at(tick)}H${WIDTH - EDGE.right}" stroke="#80808040"/><text x="${EDGE.left - 8}" y="${up.at(tick) + 4}" text-anchor="end" ${TEXT}>${figureOf(tick)}</text>`),
    ...sizes.map((size) => `<text x="${across.at(size)}" y="${HEIGHT - EDGE.bottom + 18}" text-anchor="middle" ${TEXT}>${size >= 1000 ? `${size / 1000}k` : size}</text>`),
    `<text x="${(EDGE.left + WIDTH - EDGE.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle" ${TEXT}>${escaped(x)}</text>`,
    `<text transform="translate(16 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle" ${TEXT}>${escaped(y)}</text>`,
    ...series.map(({ points: line }, at) => curve(line.map(([size, value]) => [across.at(size), up.at(value)]), colourOf(at))),
    ...apart(series.map(({ points: line }) => up.at(line.at(-1)?.[1] ?? 0))).map((height, at) => `<text x="${WIDTH - EDGE.right + 10}" y="${height + 4}" fill="${colourOf(at)}" font-family="sans-serif" font-size="12">${escaped(series[at]?.name ?? '')}</text>`),
    '</svg>',
    '',
  ].join('\n')
}

const colourOf = (at: number): string => COLOURS[at % COLOURS.length] ?? ''

function curve(line: readonly (readonly [x: number, y: number])[], colour: string): string {
  const path = line.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('')
  const dots = line.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3.5" fill="${colour}"/>`).join('')
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}`
}

/** The same heights, pushed down where two would lie on each other. */
function apart(heights: readonly number[]): number[] {
  const placed = [...heights]
  let lowest = -LINE_HEIGHT
  for (const [height, at] of heights.map((height, at) => [height, at] as const).sort(([a], [b]) => a - b)) {
    lowest = Math.max(height, lowest + LINE_HEIGHT)
    placed[at] = lowest
  }
  return placed
}

/** From values to pixels, and powers of ten that cover them; where there are hardly any, the least and the most. */
function scale(values: readonly number[], from: number, to: number): { at: (value: number) => number; ticks: readonly number[] } {
  const least = Math.log10(Math.max(1e-6, Math.min(...values)))
  const most = Math.log10(Math.max(1e-6, ...values))
  const span = most - least || 1
  const at = (value: number): number => Math.round(from + ((Math.log10(Math.max(1e-6, value)) - least) / span) * (to - from))
  const powers = Array.from({ length: Math.floor(most) - Math.ceil(least) + 1 }, (_, n) => 10 ** (Math.ceil(least) + n))
  return { at, ticks: powers.length > 1 ? powers : [...new Set([10 ** least, ...powers, 10 ** most])] }
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
