# complete.zsh SCRIPT WORD...: what an interactive zsh offers for the last word. Matches are told only to a line editor,
# so one runs on a pseudo terminal, with a key that completes and prints what `compadd` was given.
zmodload zsh/zpty
script=$1
shift
zpty shell zsh -f -i
answer() { # until a line, into `read`
    read=
    local part
    while zpty -r shell part; do
        read+=$part
        [[ $part == $1* ]] && return
    done
}
zpty -w shell "PS1= PS2= RPS1=; unsetopt prompt_cr prompt_sp zle_bracketed_paste; stty -echo; autoload -Uz compinit; compinit -u -D; source ${(q)script}"
zpty -w shell '
compadd() {
    local -a hits
    if [[ ${@[1,(i)(-|--)]} == *-[OAD]\ * ]]; then
        builtin compadd "$@"
        return
    fi
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rC1 -- "HIT:"$^hits
    builtin compadd "$@"
}
show() { print; _main_complete; print -r -- "END"; exit }
zle -C show complete-word show
bindkey "^I" show
print READY'
answer READY
zpty -w -n shell "${(j: :)@}"$'\t'
answer END
print -r -- "$read" | tr -d '\r' | sed -n 's/.*HIT://p' | sort -u
