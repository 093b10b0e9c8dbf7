import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { Topology } from '../../../agent/topology/graph.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { completions, endpointsIn, portsOf } from '../ask/endpoints.ts'
import {
  type Destination,
  destinationOf,
  type Protocol,
  protocols,
  type Question,
  writtenDestination,
} from '../ask/question.ts'
import { words } from '../words.ts'

interface Props {
  readonly topology: Topology | null
  readonly question: Question | null
  readonly isAsking: boolean
  readonly onAsk: (question: Question) => void
}

/** Most proposals at a time: more are not read. */
const mostProposed = 50

/** From, to, port and protocol, each completed from what there is on the host. */
export const AskForm = ({ topology, question, isAsking, onAsk }: Props): ReactNode => {
  const [from, setFrom] = useState(question?.from ?? '')
  const [to, setTo] = useState(() => destinationOf(question?.to ?? ''))
  const first = useRef<HTMLInputElement>(null)
  const isNew = question === null
  useEffect(() => {
    if (isNew) first.current?.focus()
  }, [isNew])
  const endpoints = topology === null ? [] : endpointsIn(topology)
  const ports = topology === null ? [] : portsOf(topology, to.place)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onAsk({ from: from.trim(), to: writtenDestination(to) })
  }
  return (
    <form className="ask-form" onSubmit={submit}>
      <Field label={words.askFrom} value={from} onChange={setFrom} endpoints={endpoints} inputRef={first} />
      <Field
        label={words.askTo}
        value={to.place}
        onChange={(place) => setTo(withPlace(to, place))}
        endpoints={endpoints}
      />
      <Port to={to} ports={ports} onChange={setTo} />
      <label>
        {words.askProtocol}
        <select value={to.protocol} onChange={({ target }) => setTo({ ...to, protocol: target.value as Protocol })}>
          {protocols.map((protocol) => (
            <option key={protocol}>{protocol}</option>
          ))}
        </select>
      </label>
      <button type="submit" className="primary" disabled={isAsking}>
        {isAsking ? words.asking : words.askButton}
      </button>
    </form>
  )
}

/** `web:80` may be typed or pasted whole. */
const withPlace = (to: Destination, typed: string): Destination => {
  const whole = destinationOf(typed)
  return whole.port === '' ? { ...to, place: typed } : whole
}

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly endpoints: ReturnType<typeof endpointsIn>
  readonly inputRef?: React.Ref<HTMLInputElement>
}

const Field = ({ label, value, onChange, endpoints, inputRef }: FieldProps): ReactNode => {
  const list = useId()
  return (
    <label className="place">
      {label}
      <input
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        required
        maxLength={280}
        value={value}
        list={list}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={list}>
        {completions(endpoints, value, mostProposed).map(({ written, says }) => (
          <option key={written} value={written} label={`${printable(written)} · ${printable(says)}`} />
        ))}
      </datalist>
    </label>
  )
}

interface PortProps {
  readonly to: Destination
  readonly ports: readonly string[]
  readonly onChange: (to: Destination) => void
}

/** Whoever gives a port means no echo. */
const Port = ({ to, ports, onChange }: PortProps): ReactNode => {
  const list = useId()
  const change = (port: string): void =>
    onChange({ ...to, port, protocol: port !== '' && to.protocol === 'icmp' ? 'tcp' : to.protocol })
  return (
    <label>
      {words.askPort}
      <input
        value={to.protocol === 'icmp' ? '' : to.port}
        required={to.protocol !== 'icmp'}
        inputMode="numeric"
        pattern="[0-9]{1,5}"
        list={list}
        autoComplete="off"
        onChange={({ target }) => change(target.value)}
      />
      <datalist id={list}>
        {ports.map((port) => (
          <option key={port} value={port} />
        ))}
      </datalist>
    </label>
  )
}
