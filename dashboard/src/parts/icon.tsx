import styles from './icon.module.css'

/** Each drawn on 20 × 20 with one line, in the colour of the text beside it. */
const DRAWINGS = {
  overview: 'M3.5 9.5 10 4l6.5 5.5M5.5 8v8h9V8M8.5 16v-4.5h3V16',
  pairs: 'M3 7h11l-3-3M17 13H6l3 3',
  decisions: 'M4 4h12v12H4zM7 10l2.2 2.2L13.2 8',
  flow: 'M2.5 10h3l2.5-6 4 12 2.5-6h3',
  measures: 'M10 2.8 16 5v4.6c0 3.6-2.4 6.3-6 7.6-3.6-1.3-6-4-6-7.6V5zM7.3 9.9l2 2 3.5-3.8',
  backups: 'M3.5 6.5h13M5 6.5v9h10v-9M4.5 3.5h11l1 3h-13zM8 10h4',
  audit: 'M5 3h7l3 3v11H5zM12 3v3h3M7.5 9.5h5M7.5 12.5h5',
  people: 'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 16.5c0-3 2.2-4.5 5-4.5s5 1.5 5 4.5M13 4a3 3 0 0 1 0 5.5M14.5 12.3c1.9.6 3 2 3 4.2',
  watch: 'M10 4C5.5 4 2.5 10 2.5 10s3 6 7.5 6 7.5-6 7.5-6-3-6-7.5-6M10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6',
  accounts: 'M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10M3.8 16.8c.4-3 2.9-4.6 6.2-4.6s5.8 1.6 6.2 4.6',
  connections: 'M8.2 11.8a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.8 8.2a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1',
  settings: 'M3 6h7M14 6h3M3 14h3M10 14h7M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4M8 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  setUp: 'M10 3v14M3 10h14',
  reports: 'M4 16.5V9M8 16.5V4M12 16.5v-6M16 16.5V7',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  close: 'M5 5l10 10M15 5 5 15',
  stop: 'M7 2.8h6L17.2 7v6L13 17.2H7L2.8 13V7zM7.5 7.5h5v5h-5z',
  pause: 'M7 4.5v11M13 4.5v11',
  resume: 'M6 4l10 6-10 6z',
  sync: 'M16.5 8A7 7 0 0 0 4 6M3.5 12A7 7 0 0 0 16 14M4 2.8V6h3.2M16 17.2V14h-3.2',
  undo: 'M7.5 4 4 7.5 7.5 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8',
  good: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M6.5 10.2l2.4 2.4 4.6-5',
  wait: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M10 5.5V10l3 2',
  bad: 'M10 3 18 16.5H2zM10 8v4M10 14.2v.3',
  note: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M10 9v5M10 6.2v.3',
  plain: 'M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  key: 'M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10.5 10H17v3M14 10v2',
  mail: 'M3 5h14v10H3zM3.5 5.5 10 11l6.5-5.5',
  folder: 'M2.5 5h5l1.5 2h8.5v9h-15z',
  trash: 'M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5',
  next: 'M7.5 4.5 13 10l-5.5 5.5',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4',
  copy: 'M7 7h9v10H7zM4 13V3h9',
  print: 'M6 7V3h8v4M6 14H3.5V7h13v7H14M6 11.5h8V17H6z',
  download: 'M10 3v10M6 9.5l4 4 4-4M3.5 16.5h13',
  outside: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
  plus: 'M10 4v12M4 10h12',
  edit: 'M4 16l.7-3.5L13 4.2l2.8 2.8-8.3 8.3z',
  flag: 'M5 17.5V3M5 3.8h10l-2.4 3.6L15 11H5',
  clip: 'M13.5 6.5 8 12a1.8 1.8 0 0 0 2.6 2.6l6-6a3.3 3.3 0 0 0-4.7-4.7L5.7 10a4.8 4.8 0 0 0 6.8 6.8l4.2-4.2',
  more: 'M4.4 10a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M9.4 10a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M14.4 10a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0',
  signOut: 'M8 4H4v12h4M12 6.5 15.5 10 12 13.5M7.5 10h8',
  language: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M2.5 10h15M10 2.5c2.5 2.2 3.2 4.8 3.2 7.5s-.7 5.3-3.2 7.5c-2.5-2.2-3.2-4.8-3.2-7.5S7.5 4.7 10 2.5',
} as const

export type IconName = keyof typeof DRAWINGS

/** A small drawing beside a text. It says nothing by itself, so it is hidden from those who listen. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className={styles['icon']} viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={DRAWINGS[name]} />
    </svg>
  )
}
