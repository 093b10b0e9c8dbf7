import { describe, expect, it } from 'vitest'
import { readContainerProcesses } from '../../../collectors/processes/processes.ts'
import { fileTree } from '../file-tree.ts'

const everything = { openFiles: true, tasks: true }

/** As the kernel writes it, with the fields that follow the number of threads left out. */
const stat = (pid: number, { state = 'S', threads = 1, command = 'sh' } = {}): string =>
  `${pid} (${command}) ${state} 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 ${threads} 0 987654\n`

const read = (files: { readonly [path: string]: string }, pids: readonly number[], wanted = everything) => {
  using tree = fileTree(files)
  return readContainerProcesses(tree.root, 'c', pids, wanted)
}

describe('readContainerProcesses', () => {
  it('counts threads by state, whatever commands are called', () => {
    const files = {
      '1/task/1/stat': stat(1, { threads: 5, command: ') R (x' }),
      '1/task/2/stat': stat(2, { state: 'D', threads: 5 }),
      '1/task/3/stat': stat(3, { state: 't', threads: 5, command: 'a\nb) S 1' }),
      '1/task/4/stat': stat(4, { state: 'Z', threads: 5 }),
      '1/task/5/stat': stat(5, { state: 'R', threads: 5 }),
      '7/task/7/stat': stat(7, { state: 'T' }),
      // One thread: the list is not looked at.
      '7/task/8/stat': stat(8, { state: 'R' }),
    }
    expect(read(files, [1, 7]).tasks).toEqual({ sleeping: 1, running: 1, stopped: 2, uninterruptible: 1 })
  })

  it('reads stat whatever byte it ends at', () => {
    const whole = stat(1, { command: ')) (' })
    for (let length = 0; length <= whole.length; length += 1) {
      const tasks = read({ '1/task/1/stat': whole.slice(0, length) }, [1]).tasks
      expect(tasks).toBeDefined()
      expect([0, 1]).toContain(Object.values(tasks ?? {}).reduce((sum, threads) => sum + threads, 0))
    }
  })

  it('counts only processes that are still there', () => {
    expect(read({ '1/comm': '' }, [1, 2, 3])).toMatchObject({ container: 'c', processes: 1, openFiles: 0 })
    expect(read({}, [1, 2])).toEqual({ container: 'c', processes: 0 })
  })

  it('tells no open files where one process may not be looked into', () => {
    const files = { '1/fd/0': '', '2/fd': 'no folder' }
    expect(read(files, [1])).toMatchObject({ processes: 1 })
    expect(read(files, [2, 1])).not.toHaveProperty('openFiles')
  })

  it('reads the limit of the first process that is left', () => {
    const limits = (soft: string): string =>
      `Limit                     Soft Limit           Hard Limit           Units     \nMax core file size        0                    unlimited            bytes     \nMax open files            ${soft.padEnd(20)} 1048576              files     \n`
    expect(read({ '2/limits': limits('1024'), '3/limits': limits('7') }, [1, 2, 3]).openFilesLimit).toBe(1024)
    expect(read({ '2/limits': limits('unlimited') }, [2])).not.toHaveProperty('openFilesLimit')
    expect(read({ '2/limits': limits('18446744073709551615') }, [2]).openFilesLimit).toBe(2n ** 64n - 1n)
  })

  it('reads nothing that is not asked for', () => {
    const files = { '1/task/1/stat': stat(1), '1/fd/0': '' }
    expect(read(files, [1], { openFiles: false, tasks: false })).toEqual({ container: 'c', processes: 1 })
  })
})
