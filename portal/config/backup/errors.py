class BackupError(Exception):
    """Why a backup or a restore cannot go on, as a sentence for whoever runs it. Nothing was changed."""
