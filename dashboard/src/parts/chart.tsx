import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'
import type { Line } from './chart-canvas.tsx'
import styles from './chart.module.css'

const ChartCanvas = lazy(async () => ({ default: (await import('./chart-canvas.tsx')).ChartCanvas }))

interface ChartProps {
  /** What is seen. */
  readonly label: string
  /** `bars`: each on top of the one before it, for counts. `lines`: for what is measured. */
  readonly kind: 'bars' | 'lines'
  /** Milliseconds since 1970, growing. */
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  /** How a value is written. */
  readonly write: (value: number) => string
  /** How a time is written at the axis. Default: hour and minute. */
  readonly writeTime?: (at: number) => string
}

/** What came about over time, to be looked at; and the same as a table for who would rather read or listen. */
export function Chart({ label, kind, times, lines, write, writeTime }: ChartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const when = writeTime ?? format.clock
  return (
    <figure className={styles['chart']} aria-label={label}>
      <ul className={styles['legend']}>
        {lines.map(({ name, colour }) => (
          <li key={name}>
            <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
              {kind === 'bars' ? <rect width="12" height="12" x="1" y="1" rx="3" fill={`var(--${colour})`} /> : <path d="M0 7h14" stroke={`var(--${colour})`} strokeWidth="3" />}
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <Suspense fallback={<div className={styles['place']} />}>
        <ChartCanvas kind={kind} times={times} lines={lines} write={write} writeTime={when} />
      </Suspense>
      <details className={styles['table']}>
        <summary>{t('parts.asTable')}</summary>
        <div className={styles['rows']}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('parts.when')}</th>
                {lines.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((at, row) => (
                <tr key={at}>
                  <th scope="row">{format.moment(at)}</th>
                  {lines.map(({ name, values }) => {
                    const value = values[row]
                    return <td key={name}>{value === null || value === undefined ? '–' : write(value)}</td>
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
