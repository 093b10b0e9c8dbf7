import { createInterface } from 'node:readline'
import { type KernelOptions, KernelReader } from '../../collectors/kernel.ts'
import { Runs } from '../../collectors/runs.ts'

/**
 * The measured side of the bench, a process of its own: reads lines `TIMES usual|thorough FOLDER` and answers each with one line
 * of JSON, the CPU of the whole process (garbage collection and compilation included) for TIMES looks at the namespaces in
 * FOLDER and at its own.
 *   usual      as an agent looks most of the time
 *   thorough   as it does once a minute, and as a command does: the settings are read anew
 * The only argument is a procfs that shows no processes.
 */
const main = async ([proc = '/proc']: readonly string[]): Promise<void> => {
  using reader = await KernelReader.open()
  for await (const line of createInterface({ input: process.stdin })) {
    const [times = '1', mode = '', folder = ''] = line.split(' ')
    const paths = { root: '/', proc, sys: '/sys', run: '/run' }
    const options = { paths, folders: [folder], thorough: mode === 'thorough', flows: false }
    const before = process.cpuUsage()
    let found = {}
    for (let time = 0; time < Number(times); time++) found = await look(reader, options)
    const { user, system } = process.cpuUsage(before)
    process.stdout.write(`${JSON.stringify({ ...found, cpuUs: (user + system) / Number(times) })}\n`)
  }
}

const look = async (reader: KernelReader, options: KernelOptions): Promise<object> => {
  const runs = new Runs()
  const { namespaces } = await reader.read(options, runs)
  return { namespaces: namespaces.length, problems: runs.problems.map(({ message }) => message) }
}

await main(process.argv.slice(2))
