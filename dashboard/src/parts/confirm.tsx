import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/session.ts'
import { Button, type ButtonKind } from './button.tsx'
import { Dialog } from './dialog.tsx'
import type { IconName } from './icon.tsx'
import { JobProgress } from './job-view.tsx'
import { Loaded } from './loaded.tsx'
import { ProblemNotice } from './problem-text.tsx'
import { tell } from './toast.tsx'

/** A preview in which there is nothing to be done: shown, and not to be confirmed. */
interface Nothing {
  readonly nothing: ReactNode
}

export const nothingToDo = (shown: ReactNode): Nothing => ({ nothing: shown })

/** What the preview shows; nothing yet where it lacks. */
type Seen = 'something' | 'nothing' | undefined

const firstSeen = (preview: unknown): Seen => (preview === undefined ? 'something' : undefined)

interface ConfirmProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  /** What will happen, what will not, and how it is taken back. */
  readonly willDo: ReactNode
  /** What would be done, asked of the API before anything is (a dry run). */
  readonly preview?: () => Promise<ReactNode | Nothing>
  /** On the button that does it: a verb, not "OK". */
  readonly verb: string
  readonly kind?: ButtonKind
  /** `onJob`: to be called with the job that does it, where it takes long. */
  readonly run: (onJob: (id: string) => void) => Promise<unknown>
  /** Told once it is done. */
  readonly done?: string
  /** It cannot be done yet: something in `children` is missing. */
  readonly isIncomplete?: boolean
  /** Fields that it needs. */
  readonly children?: ReactNode
}

/** Says what will happen before it happens, and does it only then. */
export function Confirm({ isOpen, onClose, title, willDo, preview, verb, kind = 'primary', run, done, isIncomplete = false, children }: ConfirmProps) {
  const { t } = useTranslation()
  const [seen, setSeen] = useState<Seen>(firstSeen(preview))
  const [job, setJob] = useState<string>()
  const doing = useMutation({
    mutationFn: () => run(setJob),
    onSuccess: () => {
      if (done !== undefined) tell(done)
      setSeen(firstSeen(preview))
      onClose()
    },
  })
  const isLong = doing.isPending && job !== undefined
  const close = (): void => {
    doing.reset()
    setSeen(firstSeen(preview))
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      lead={willDo}
      actions={
        <>
          {/* What is under way goes on; its own button ends it. */}
          <Button onClick={close}>{t(isLong || seen === 'nothing' ? 'parts.close' : 'parts.cancel')}</Button>
          {seen !== 'nothing' && (
            <Button kind={kind} isBusy={doing.isPending} disabled={isIncomplete || seen === undefined} onClick={() => doing.mutate()}>
              {verb}
            </Button>
          )}
        </>
      }
    >
      {preview !== undefined && isOpen && <Preview ask={preview} onSeen={setSeen} />}
      {children}
      {isLong && <JobProgress id={job} label={verb} />}
      {doing.isError && <ProblemNotice error={doing.error} />}
    </Dialog>
  )
}

/** Asked anew each time it is opened. Nothing is done before it is seen. */
function Preview({ ask, onSeen }: { readonly ask: () => Promise<ReactNode | Nothing>; readonly onSeen: (seen: Seen) => void }) {
  const [key] = useState(() => crypto.randomUUID())
  const query = useQuery({ queryKey: ['preview', key], queryFn: async () => ({ shown: await ask() }), gcTime: 0, staleTime: Infinity, retry: false })
  const seen = query.data === undefined ? undefined : isNothing(query.data.shown) ? 'nothing' : 'something'
  useEffect(() => {
    if (seen !== undefined) onSeen(seen)
  }, [seen])
  return <Loaded query={query}>{({ shown }) => (isNothing(shown) ? shown.nothing : shown)}</Loaded>
}

const isNothing = (shown: ReactNode | Nothing): shown is Nothing => typeof shown === 'object' && shown !== null && 'nothing' in shown

type ConfirmButtonProps = Omit<ConfirmProps, 'isOpen' | 'onClose'> & { readonly label: ReactNode; readonly icon?: IconName; readonly isSmall?: boolean; readonly disabled?: boolean; readonly buttonKind?: ButtonKind; readonly needs?: 'operate' | 'administer' }

/** A button for something that writes: it asks first. Not there for whoever lacks what it `needs`. */
export function ConfirmButton({ needs, ...about }: ConfirmButtonProps) {
  const mayOperate = useMay('operate')
  const mayAdminister = useMay('administer')
  const may = needs === undefined || (needs === 'operate' ? mayOperate : mayAdminister)
  return may ? <AllowedButton {...about} /> : null
}

function AllowedButton({ label, icon, isSmall = false, disabled = false, buttonKind, ...confirm }: Omit<ConfirmButtonProps, 'needs'>) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button kind={buttonKind ?? (confirm.kind === 'primary' ? 'plain' : (confirm.kind ?? 'plain'))} {...(icon === undefined ? {} : { icon })} isSmall={isSmall} disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Confirm {...confirm} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}
