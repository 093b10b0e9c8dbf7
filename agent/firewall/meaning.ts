import type { Condition, PortRange, RuleFacts } from './facts/facts.ts'
import type { Names } from './names.ts'

type Reading = (facts: RuleFacts, names: Names) => string | null

/** What a rule does, in words; null when there is nothing to add to its text. */
export const meaningOf = (facts: RuleFacts, names: Names): string | null => {
  for (const read of readings) {
    const words = read(facts, names)
    if (words !== null) return words
  }
  return null
}

const publishedPort: Reading = ({ translation, protocol, destinationPorts, destination }, names) => {
  if (translation?.kind !== 'dnat' || translation.address === null || destinationPorts === null) return null
  const { address } = translation
  const target = `${bracketed(address)}${translation.port === null ? '' : `:${translation.port}`}`
  if (address === '127.0.0.11') return `DNS queries of the container, to Docker's own server at ${target}`
  const on = destination === null || destination.not ? '' : ` on ${plain(destination.value)}`
  const port = `port ${portText(destinationPorts, protocol)}${on}`
  const container = names.containerAt(address)
  if (container !== null) return `published ${port} of ${container}, to ${target}`
  return names.isOfNetwork(address)
    ? `published ${port}, to ${target}, which no container has`
    : `${port}, led to ${target}`
}

const embeddedDnsAnswer: Reading = ({ translation, source }) =>
  translation?.kind === 'snat' && source !== null && plain(source.value) === '127.0.0.11'
    ? "answers of Docker's own DNS server"
    : null

const hairpin: Reading = ({ translation, source, destination, protocol, destinationPorts }, names) => {
  if (translation?.kind !== 'masquerade' || !is(source) || !is(destination)) return null
  if (source.value !== destination.value) return null
  const container = names.containerAt(source.value) ?? plain(source.value)
  const port = destinationPorts === null ? '' : ` ${portText(destinationPorts, protocol)}`
  return `${container}, when it reaches itself through its published port${port}`
}

const leaving: Reading = ({ translation, source, outInterface }, names) => {
  if (translation?.kind !== 'masquerade' || !is(source) || !isNot(outInterface)) return null
  const network = names.networkOfSubnet(source.value) ?? names.networkOfBridge(outInterface.value)
  return network === null ? null : `network ${network} goes out under the host's address`
}

const answers: Reading = ({ states, effect, outInterface }, names) => {
  if (states === null || states.not) return null
  const isAnswer = states.value.includes('established') && !states.value.includes('new')
  if (effect === 'accept' && isAnswer) {
    const network = is(outInterface) ? names.networkOfBridge(outInterface.value) : null
    return `answers to connections that were let through${network === null ? '' : `, to network ${network}`}`
  }
  return effect === 'drop' && states.value.includes('invalid') ? 'what belongs to no known connection' : null
}

const letIn: Reading = ({ effect, destination, destinationPorts, protocol }, names) => {
  if (effect !== 'accept' || !is(destination) || destinationPorts === null || destinationPorts.not) return null
  const container = names.containerAt(destination.value)
  return container === null ? null : `lets in to port ${portText(destinationPorts, protocol)} of ${container}`
}

const directAccess: Reading = ({ effect, destination, inInterface, destinationPorts, protocol }, names) => {
  if (effect !== 'drop' || !is(destination) || !isNot(inInterface)) return null
  if (plain(destination.value).startsWith('127.') && inInterface.value === 'lo')
    return destinationPorts === null
      ? 'loopback addresses, from outside'
      : `port ${portText(destinationPorts, protocol)}, published on loopback only, from outside`
  const container = names.containerAt(destination.value)
  return container === null ? null : `${container} at its own address, from outside its network`
}

const internal: Reading = ({ effect, source, destination, inInterface, outInterface }, names) => {
  if (effect !== 'drop') return null
  const into = isNot(source) && is(outInterface) ? names.networkOfBridge(outInterface.value) : null
  if (into !== null) return `from outside into internal network ${into}`
  const out = isNot(destination) && is(inInterface) ? names.networkOfBridge(inInterface.value) : null
  return out === null ? null : `out of internal network ${out}`
}

const amongThemselves: Reading = ({ effect, inInterface, outInterface }, names) => {
  if (!is(inInterface) || !is(outInterface) || inInterface.value !== outInterface.value) return null
  const network = names.networkOfBridge(inInterface.value)
  if (network === null || (effect !== 'accept' && effect !== 'drop')) return null
  return effect === 'accept'
    ? `containers of network ${network} among themselves`
    : `containers of network ${network} may not reach each other`
}

const across: Reading = ({ effect, inInterface, outInterface }, names) => {
  const from = is(inInterface) ? names.networkOfBridge(inInterface.value) : null
  if (effect === 'accept' && from !== null && outInterface === null) return `whatever network ${from} sends`
  if (effect === 'accept' && from !== null && isNot(outInterface)) return `network ${from} to anywhere else`
  const to = is(outInterface) ? names.networkOfBridge(outInterface.value) : null
  if (to === null || effect !== 'drop') return null
  return isNot(inInterface) ? `what was not let in to network ${to}` : `into network ${to} from another one`
}

const loopback: Reading = ({ effect, inInterface, outInterface }) =>
  effect === 'accept' &&
  ((is(inInterface) && inInterface.value === 'lo') || (is(outInterface) && outInterface.value === 'lo'))
    ? 'what the host says to itself'
    : null

const readings: readonly Reading[] = [
  publishedPort,
  embeddedDnsAnswer,
  hairpin,
  leaving,
  answers,
  letIn,
  directAccess,
  internal,
  amongThemselves,
  across,
  loopback,
]

type Asked<T> = Condition<T> | null
const is = <T>(condition: Asked<T>): condition is Condition<T> => condition !== null && !condition.not
const isNot = <T>(condition: Asked<T>): condition is Condition<T> => condition?.not === true

/** Without the length of a prefix that is one address. */
const plain = (prefix: string): string => prefix.replace(/\/(32|128)$/, '')
const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** `8080/tcp`, `8000-8010/udp`. */
const portText = ({ value: { first, last } }: Condition<PortRange>, protocol: Condition<string> | null): string =>
  `${first === last ? first : `${first}-${last}`}${is(protocol) ? `/${protocol.value}` : ''}`
