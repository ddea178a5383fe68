# complete.bash SCRIPT WORD...: what bash offers for the last word, as readline splits words: at `=` too.
source "$1"
shift
COMP_WORDS=()
for word; do
    if [[ $word == --*=* ]]; then
        COMP_WORDS+=("${word%%=*}" =)
        [[ -z ${word#*=} ]] || COMP_WORDS+=("${word#*=}")
    else
        COMP_WORDS+=("$word")
    fi
done
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
complete -p alidade >/dev/null || exit
_alidade
printf '%s\n' "${COMPREPLY[@]}"
