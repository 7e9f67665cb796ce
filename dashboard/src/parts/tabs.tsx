import { useId, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Count } from './badge.tsx'
import styles from './tabs.module.css'

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly { readonly name: Name; readonly title: string; readonly count?: number; readonly body: ReactNode }[]
  readonly shown: Name
  readonly onShow: (name: Name) => void
}

/** How far each key goes; `Infinity`: to the end. */
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }

/** Several views of one thing, one at a time. One is reached with Tab, the others from there with arrows. */
export function Tabs<Name extends string>({ label, tabs, shown, onShow }: TabsProps<Name>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const at = tabs.findIndex(({ name }) => name === shown)
  useLayoutEffect(() => bringIntoView(list.current), [shown, tabs.length])
  const onKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.abs(step) === 1 ? (at + step + tabs.length) % tabs.length : step < 0 ? 0 : tabs.length - 1
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
    const tab = tabs[next]
    if (tab !== undefined) onShow(tab.name)
  }
  return (
    <div className={styles['tabs']}>
      <div ref={list} className={styles['list']} role="tablist" aria-label={label}>
        {tabs.map(({ name, title, count }) => (
          <button key={name} id={`${id}-${name}`} type="button" role="tab" className={styles['tab']} aria-selected={name === shown} aria-controls={name === shown ? `${id}-panel` : undefined} tabIndex={name === shown ? 0 : -1} data-active={name === shown || undefined} onClick={() => onShow(name)} onKeyDown={onKey}>
            {title}
            {count !== undefined && count > 0 && <Count tone="wait">{count}</Count>}
          </button>
        ))}
      </div>
      <div key={shown} id={`${id}-panel`} className={styles['panel']} role="tabpanel" aria-labelledby={`${id}-${shown}`}>
        {tabs[at]?.body}
      </div>
    </div>
  )
}

/** Where the tabs are wider than the window, the one that is shown is in the middle. The page itself stays where it is. */
function bringIntoView(list: HTMLElement | null): void {
  const tab = list?.querySelector('[aria-selected=true]') ?? null
  if (list === null || tab === null) return
  const [all, one] = [list.getBoundingClientRect(), tab.getBoundingClientRect()]
  list.scrollLeft += one.left + one.width / 2 - (all.left + all.width / 2)
}
