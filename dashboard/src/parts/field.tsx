import { useId, type ComponentPropsWithRef, type ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

interface Around {
  readonly label: string
  /** What goes in, and where to find it. */
  readonly help?: ReactNode
  /** What is wrong with what is there. */
  readonly error?: string | undefined
}

/** A label, help and what is wrong, tied to one control. */
function Framed({ label, help, error, children }: Around & { readonly children: (tied: { readonly id: string; readonly 'aria-describedby': string | undefined; readonly 'aria-invalid': true | undefined }) => ReactNode }) {
  const id = useId()
  const described = classes(help !== undefined && `${id}-help`, error !== undefined && `${id}-error`)
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': error === undefined ? undefined : true })}
      {help !== undefined && (
        <div id={`${id}-help`} className={styles['help']}>
          {help}
        </div>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className={styles['error']} role="alert">
          <Icon name="bad" size={16} />
          {error}
        </p>
      )}
    </div>
  )
}

type Text = Around & Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value'> & { readonly value: string; readonly onText: (text: string) => void }

/** One line of text. */
export function TextField({ label, help, error, onText, ...input }: Text) {
  return (
    <Framed label={label} help={help} error={error}>
      {(tied) => <input type="text" autoComplete="off" spellCheck="false" {...input} {...tied} className={styles['input']} onChange={(event) => onText(event.target.value)} />}
    </Framed>
  )
}

type Area = Around & Omit<ComponentPropsWithRef<'textarea'>, 'onChange' | 'value'> & { readonly value: string; readonly onText: (text: string) => void }

/** Several lines of text. */
export function TextAreaField({ label, help, error, onText, ...area }: Area) {
  return (
    <Framed label={label} help={help} error={error}>
      {(tied) => <textarea rows={4} {...area} {...tied} className={styles['input']} onChange={(event) => onText(event.target.value)} />}
    </Framed>
  )
}

type Options<Value extends string> = Around & { readonly value: Value; readonly options: readonly (readonly [Value, string])[]; readonly onChoose: (value: Value) => void; readonly disabled?: boolean }

/** One of several. */
export function SelectField<Value extends string>({ label, help, error, value, options, onChoose, disabled = false }: Options<Value>) {
  return (
    <Framed label={label} help={help} error={error}>
      {(tied) => (
        <select
          {...tied}
          className={styles['input']}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const next = options.find(([each]) => each === event.target.value)
            if (next !== undefined) onChoose(next[0])
          }}
        >
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Framed>
  )
}

interface OnOff {
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly disabled?: boolean
}

function Ticked({ label, help, isOn, onChange, disabled = false, role, className }: OnOff & { readonly role?: 'switch'; readonly className: string | undefined }) {
  const id = useId()
  return (
    <div className={styles['ticked']}>
      <input id={id} type="checkbox" role={role} className={className} checked={isOn} disabled={disabled} aria-describedby={help === undefined ? undefined : `${id}-help`} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>{label}</label>
      {help !== undefined && (
        <div id={`${id}-help`} className={styles['help']}>
          {help}
        </div>
      )}
    </div>
  )
}

/** Something that is agreed to or chosen, and holds once the form is sent. */
export const CheckField = (props: OnOff) => <Ticked {...props} className={styles['check']} />

/** Something that is on or off from the moment it is touched. */
export const SwitchField = (props: OnOff) => <Ticked {...props} role="switch" className={styles['switch']} />

interface Choices<Value extends string> {
  readonly label: string
  readonly value: Value | undefined
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly help?: ReactNode; readonly disabled?: boolean }[]
  readonly onChoose: (value: Value) => void
}

/** One of a few, all of them seen with what they mean. */
export function RadioField<Value extends string>({ label, value, options, onChoose }: Choices<Value>) {
  const id = useId()
  return (
    <fieldset className={styles['radios']}>
      <legend className={styles['label']}>{label}</legend>
      {options.map((each) => (
        <label key={each.value} className={styles['radio']}>
          <input type="radio" name={id} checked={each.value === value} disabled={each.disabled} onChange={() => onChoose(each.value)} />
          <span>
            <span className={styles['radio-label']}>{each.label}</span>
            {each.help !== undefined && <span className={styles['help']}>{each.help}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** Several that are ticked for one question. */
export function FieldGroup({ label, help, children }: { readonly label: string; readonly help: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles['group']}>
      <legend className={styles['label']}>{label}</legend>
      <p className={styles['help']}>{help}</p>
      {children}
    </fieldset>
  )
}

/** Fields, one below the other, and what sends them. */
export function Form({ id, onSend, children }: { /** For a button that stands elsewhere. */ readonly id?: string; readonly onSend: () => void; readonly children: ReactNode }) {
  return (
    <form
      id={id}
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSend()
      }}
    >
      {children}
    </form>
  )
}
