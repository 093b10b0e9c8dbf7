import { always, type CompileMatch } from './match-test.ts'

/** comment_mt, net/netfilter/xt_comment.c */
export const comment: CompileMatch<'comment'> = () => always
