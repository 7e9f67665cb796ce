import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { Count } from './badge.tsx'
import styles from './tabs.module.css'

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly { readonly name: Name; readonly title: string; readonly count?: number; readonly body: ReactNode }[]
  readonly shown: Name
  readonly onShow: (name: Name) => void
}

/** Several views of one thing, one at a time. */
export function Tabs<Name extends string>({ label, tabs, shown, onShow }: TabsProps<Name>) {
  return (
    <Base.Root className={styles['tabs']} value={shown} onValueChange={(next) => onShow(next as Name)}>
      <Base.List className={styles['list']} aria-label={label}>
        {tabs.map(({ name, title, count }) => (
          <Base.Tab key={name} value={name} className={styles['tab']}>
            {title}
            {count !== undefined && count > 0 && <Count tone="wait">{count}</Count>}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(({ name, body }) => (
        <Base.Panel key={name} value={name} className={styles['panel']}>
          {body}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
