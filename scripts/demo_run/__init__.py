"""The main job on the demo set: a consortium in one process tree, from files to verified dossiers."""
