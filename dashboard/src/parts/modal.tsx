import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

interface ModalProps {
  readonly onClose: () => void
  readonly className: string | undefined
  /** Its name, or the id of the element that has it. */
  readonly label?: string
  readonly labelledBy?: string
  readonly children: ReactNode
}

/** What must be closed before anything else can be reached: the browser's own dialog, which holds the focus and gives it back. Shown as long as it is rendered. */
export function Modal({ onClose, className, label, labelledBy, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  const cancel = (event: React.SyntheticEvent<HTMLDialogElement>): void => {
    // A choice of files that is given up within it is none of its own.
    if (event.target !== dialog.current) return
    event.preventDefault()
    onClose()
  }
  return createPortal(
    <dialog ref={dialog} className={className} aria-label={label} aria-labelledby={labelledBy} closedby="any" onCancel={cancel} onClose={() => dialog.current?.open === false && onClose()}>
      {children}
    </dialog>,
    document.body,
  )
}
