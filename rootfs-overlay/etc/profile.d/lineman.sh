# Tab completes the words of lineman at the box's own shell, which is bash.
if [ -n "${BASH_VERSION-}" ]; then
    . /usr/share/bash-completion/completions/lineman
fi
