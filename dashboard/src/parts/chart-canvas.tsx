import { useEffect, useRef, useSyncExternalStore } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import styles from './chart.module.css'

export interface Line {
  readonly name: string
  /** A colour of `theme.css`, without its hyphens. */
  readonly colour: 'accent' | 'dingtalk' | 'outlook' | 'good' | 'wait' | 'bad' | 'note' | 'quiet'
  /** As many as there are times; `null` where nothing was measured. */
  readonly values: readonly (number | null)[]
}

interface CanvasProps {
  readonly kind: 'bars' | 'lines'
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  readonly write: (value: number) => string
  readonly writeTime: (at: number) => string
}

const HEIGHT = 190

/** The drawing itself, as wide as its place and in the colours of the theme. It is drawn anew when either changes. */
export function ChartCanvas({ kind, times, lines, write, writeTime }: CanvasProps) {
  const place = useRef<HTMLDivElement>(null)
  const theme = useSyncExternalStore(onTheme, themeNow)
  useEffect(() => {
    const inside = place.current
    if (inside === null) return
    const colours = getComputedStyle(document.documentElement)
    // A canvas knows no `light-dark()`: what it means now is asked of an element that has it.
    const probe = inside.appendChild(document.createElement('i'))
    const colourOf = (name: string): string => {
      probe.style.color = `var(--${name})`
      return getComputedStyle(probe).color
    }
    // Half a bar at either end, in seconds.
    const room = kind === 'bars' && times.length > 1 ? ((times[1] ?? 0) - (times[0] ?? 0)) / 2000 : 0
    const shown = kind === 'bars' ? onTop(lines) : lines
    const axis = { stroke: colourOf('quiet'), font: `12px ${colours.fontFamily}`, ticks: { show: false } }
    const bars = UPlot.paths.bars?.({ size: [0.72, 28], radius: 0.18 })
    const plot = new UPlot(
      {
        width: inside.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: { x: { time: true, range: (_plot, first, last) => [first - room, last + room] }, y: { range: (_plot, _least, most) => [0, niceMost(most)] } },
        axes: [
          { ...axis, grid: { show: false }, space: 70, size: 30, values: (_plot, those) => those.map((at) => writeTime(at * 1000)) },
          { ...axis, grid: { stroke: colourOf('grid'), width: 1 }, space: 42, size: 62, values: (_plot, those) => those.map((each) => (kind === 'bars' && !Number.isInteger(each) ? '' : write(each))) },
        ],
        series: [
          {},
          ...shown.map(({ name, colour }) => ({
            label: name,
            stroke: colourOf(colour),
            width: kind === 'bars' ? 0 : 2,
            ...(kind === 'bars' ? { fill: colourOf(colour) } : {}),
            ...(kind === 'bars' && bars !== undefined ? { paths: bars } : {}),
            points: { show: kind === 'lines' && times.length < 40, size: 6 },
            spanGaps: true,
          })),
        ],
      },
      [times.map((at) => at / 1000), ...shown.map(({ values }) => [...values])],
      inside,
    )
    probe.remove()
    const watch = new ResizeObserver(() => plot.setSize({ width: inside.clientWidth, height: HEIGHT }))
    watch.observe(inside)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
  }, [kind, times, lines, write, writeTime, theme])
  return <div ref={place} className={styles['place']} aria-hidden="true" />
}

/** The last is drawn first, as high as all of them; each before it covers what is not its own. */
function onTop(lines: readonly Line[]): readonly Line[] {
  const sums = lines.map((line, at) => ({ ...line, values: line.values.map((_, row) => lines.slice(0, at + 1).reduce((sum, { values }) => sum + (values[row] ?? 0), 0)) }))
  return sums.reverse()
}

/** So that the highest is not cut, and an empty one has an axis. */
const niceMost = (most: number | null): number => (most === null || most <= 0 ? 1 : most * 1.12)

const DARK = matchMedia('(prefers-color-scheme: dark)')

const themeNow = (): string => `${document.documentElement.dataset['theme']} ${DARK.matches}`

function onTheme(tell: () => void): () => void {
  const watch = new MutationObserver(tell)
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  DARK.addEventListener('change', tell)
  return () => {
    watch.disconnect()
    DARK.removeEventListener('change', tell)
  }
}
