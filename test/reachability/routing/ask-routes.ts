import type { Space as LabSpace } from '../../lab/lab.ts'

/** What `ip route get` is asked. */
export interface Question {
  readonly destination: string
  readonly source: string | null
  readonly input: string | null
  readonly output: string | null
  readonly mark: number
  readonly uid: number
  readonly tos: number
  readonly protocol: 'tcp' | 'udp' | null
  readonly sourcePort: number
  readonly destinationPort: number
}

type Printed = { readonly [field: string]: unknown }

/** What the kernel answers: the route, or its error in the words of strerror(3). */
export type Answer = { readonly route: Printed } | { readonly error: string }

const lineOf = (question: Question, match: boolean): string => {
  const { destination, source, input, output, mark, uid, tos, protocol, sourcePort, destinationPort } = question
  return [
    'route get',
    ...(match ? ['fibmatch'] : []),
    destination,
    ...(source === null ? [] : ['from', source]),
    ...(input === null ? [] : ['iif', input]),
    ...(output === null ? [] : ['oif', output]),
    ...(mark === 0 ? [] : ['mark', mark]),
    ...(uid === 0 ? [] : ['uid', uid]),
    ...(tos === 0 ? [] : ['tos', `0x${tos.toString(16)}`]),
    ...(protocol === null ? [] : ['ipproto', protocol, 'sport', sourcePort, 'dport', destinationPort]),
  ].join(' ')
}

/** @param match asks for the entry of the table instead of what was made of it */
export const askKernel = async (
  place: LabSpace,
  family: 4 | 6,
  questions: readonly Question[],
  match: boolean,
): Promise<Answer[]> => {
  const input = questions.map((question) => `${lineOf(question, match)}\n`).join('')
  const { stdout, stderr } = await place.exec(['ip', `-${family}`, '-N', '-j', '-d', '-force', '-batch', '-'], {
    input,
  })
  const errors = new Map<number, string>()
  let words = ''
  for (const line of stderr.split('\n')) {
    const failed = /^Command failed -:(\d+)/.exec(line)?.[1]
    if (failed !== undefined) errors.set(Number(failed), words)
    words = line.replace(/^RTNETLINK answers: /, '')
  }
  const routes = stdout.split('\n').filter((line) => line.startsWith('['))
  const printed = routes.map((line): Printed => JSON.parse(line)[0])
  if (printed.length + errors.size !== questions.length)
    throw new Error(
      `${questions.length} questions, ${printed.length} routes and ${errors.size} errors: ${stderr.slice(0, 500)}`,
    )
  let next = 0
  return questions.map((_, at): Answer => {
    const error = errors.get(at + 1)
    if (error !== undefined) return { error }
    const route = printed[next++]
    if (route === undefined) throw new Error('a route is missing')
    return { route }
  })
}
