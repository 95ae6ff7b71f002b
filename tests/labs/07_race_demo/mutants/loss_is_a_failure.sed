# fails: loses
# mistake: a loss is exit 1 with none as well
s/whole && (\*sync == 'n' || counted == expected)/whole \&\& counted == expected/
