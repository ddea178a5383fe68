# complete.fish SCRIPT WORD...: what fish offers for the last word; descriptions follow a tab.
source $argv[1]
complete -C (string join ' ' -- $argv[2..-1])
