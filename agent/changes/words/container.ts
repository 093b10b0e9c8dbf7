import { listeningWords } from './listening.ts'
import { changedValues, type Words } from './words.ts'

const did: { readonly [state: string]: string } = {
  created: 'was created',
  running: 'started',
  paused: 'was paused',
  restarting: 'is restarting',
  removing: 'is being removed',
  exited: 'stopped',
  dead: 'is dead',
  unknown: 'is there',
}

const healthWord: { readonly [health: string]: string } = {
  starting: 'not yet known to be healthy',
  none: 'not checked any more',
}

export const container: Words = (change, { title }) => {
  const name = title(change.object)
  if (change.change === 'removed') return `${name} was removed`
  if (change.change === 'added') return `${name} ${did[String(change.after['state'])] ?? 'is there'}`
  const { before, after } = change
  // A container that starts or stops has another process and namespace, and none that listens yet, or any more.
  const { state, health, pid, netns: _, listeners: __, name: newName, ...others } = after
  const words: string[] = []
  if (newName !== undefined) words.push(`container ${before['name']} is called ${newName} now`)
  if (state !== undefined)
    words.push(
      `${name} ${before['state'] === 'paused' && state === 'running' ? 'goes on' : (did[String(state)] ?? state)}`,
    )
  else if (pid !== undefined) words.push(`${name} has another process now (${pid})`)
  if (state === undefined && health !== undefined) words.push(`${name} is ${healthWord[String(health)] ?? health}`)
  if (state === undefined) words.push(...listeningWords(name, before, after))
  words.push(...changedValues(name, before, others))
  return words.join('; ') || null
}
